# Every outside library, in one place. Use them as PkgConfig::ZMQ and so on.
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)

pkg_check_modules(ZMQ REQUIRED IMPORTED_TARGET libzmq>=4.3.2)
# libzmq.pc names "-isystem" directories of libraries inside it, which CMake files differently in the second
# configuration than in the first: everything would be compiled twice.
set_target_properties(PkgConfig::ZMQ PROPERTIES
    INTERFACE_COMPILE_OPTIONS "" INTERFACE_INCLUDE_DIRECTORIES "${ZMQ_INCLUDEDIR}")
pkg_check_modules(SODIUM REQUIRED IMPORTED_TARGET libsodium>=1.0.16)

# Looked up where they are present: a machine that only builds the client needs no PostgreSQL. Who
# needs one says so with roundtable_require(PQ ...).
pkg_check_modules(PROTOBUF_C IMPORTED_TARGET libprotobuf-c>=1.3)
pkg_check_modules(PQ IMPORTED_TARGET libpq)
pkg_check_modules(JANSSON IMPORTED_TARGET jansson)
pkg_check_modules(LMDB IMPORTED_TARGET lmdb)
pkg_check_modules(MICROHTTPD IMPORTED_TARGET libmicrohttpd)
pkg_check_modules(CYAML IMPORTED_TARGET libcyaml)
pkg_check_modules(ICAL IMPORTED_TARGET libical)
pkg_check_modules(CURL IMPORTED_TARGET libcurl)
pkg_check_modules(ZLIB IMPORTED_TARGET zlib)
pkg_check_modules(CMOCKA IMPORTED_TARGET cmocka)

# Stop with a sentence when a library is missing: roundtable_require(PQ MICROHTTPD).
function(roundtable_require)
    foreach(library IN LISTS ARGN)
        if(NOT TARGET PkgConfig::${library})
            file(RELATIVE_PATH who "${PROJECT_SOURCE_DIR}" "${CMAKE_CURRENT_SOURCE_DIR}")
            message(FATAL_ERROR "${who} needs ${library}, and pkg-config does not find it")
        endif()
    endforeach()
endfunction()
