# Run by the tests layers.*: compiles, with the include directories of one library, a file that
# includes one header of each module. It must work for the module OWN, may for ALLOWED ones, and must
# fail for all others.
# Finds includes that climb out of the folder ("../wire/x.h") as well.
cmake_minimum_required(VERSION 3.25)

file(MAKE_DIRECTORY "${SCRATCH}")
list(TRANSFORM INCLUDES PREPEND "-I")

foreach(module IN LISTS MODULES)
    file(GLOB headers "${SERVICES}/${module}/*.h")
    if(NOT headers)
        continue()
    endif()
    list(GET headers 0 header)
    get_filename_component(header "${header}" NAME)
    # Existence is the question, so the include is not followed.
    file(WRITE "${SCRATCH}/try.c" "#if !__has_include(\"${module}/${header}\")\n\
#error not seen\n#endif\nextern int seen;\n")
    execute_process(COMMAND "${COMPILER}" -std=c17 ${INCLUDES} -fsyntax-only "${SCRATCH}/try.c"
        RESULT_VARIABLE failed OUTPUT_QUIET ERROR_VARIABLE said)
    if(failed AND module STREQUAL OWN)
        message(SEND_ERROR "\"${module}/${header}\" should be visible: ${said}")
    elseif(failed AND NOT said MATCHES "not seen")
        message(SEND_ERROR "the check itself is broken: ${said}")
    elseif(NOT failed AND NOT module IN_LIST ALLOWED)
        message(SEND_ERROR "\"${module}/${header}\" should not be visible here")
    endif()
endforeach()

file(GLOB_RECURSE files "${SOURCES}/*.c" "${SOURCES}/*.h")
foreach(file IN LISTS files)
    file(STRINGS "${file}" climbing REGEX "^[ \t]*#[ \t]*include[ \t]*\"[^\"]*\\.\\./")
    if(climbing)
        message(SEND_ERROR "${file}: ${climbing}")
    endif()
endforeach()
