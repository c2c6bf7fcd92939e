# cmake -DOUTPUT=x.c -DQUERIES=folder -DMIGRATIONS=folder -P EmbedSql.cmake
# Writes each file as an array of bytes: no limit on the length of literals, nothing to escape.
cmake_minimum_required(VERSION 3.25)

# Appends the arrays and the table for the files of a folder to the variable `code`.
function(embed_folder folder table)
    file(GLOB files "${folder}/*.sql")
    list(SORT files COMPARE STRING CASE SENSITIVE)
    list(LENGTH files count)
    set(arrays "")
    set(rows "")
    set(number 0)
    foreach(file IN LISTS files)
        get_filename_component(name "${file}" NAME_WLE)
        file(SIZE "${file}" size)
        file(READ "${file}" hex HEX)
        string(REGEX MATCHALL "................................|..+" lines "${hex}")
        list(JOIN lines "\n    " hex)
        string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," hex "${hex}")
        string(APPEND arrays
            "/* ${name} */\nstatic const char ${table}_${number}[] = {\n    ${hex} 0x00};\n")
        string(APPEND rows "    {\"${name}\", ${table}_${number}, ${size}},\n")
        math(EXPR number "${number} + 1")
    endforeach()
    # One empty row behind the last, because an array may not be empty.
    set(code "${code}${arrays}\nconst struct sql_text ${table}[] = {\n${rows}    {NULL, NULL, 0}};\n\
const size_t ${table}_count = ${count};\n\n" PARENT_SCOPE)
endfunction()

set(code "/* Made by EmbedSql.cmake: do not edit. */\n#include \"sql_queries.h\"\n\n")
embed_folder("${QUERIES}" sql_queries)
embed_folder("${MIGRATIONS}" sql_migrations)
# char literals over 127 would warn where char is signed.
string(REGEX REPLACE "0x([89a-f][0-9a-f])," "(char)0x\\1," code "${code}")
file(WRITE "${OUTPUT}" "${code}")
