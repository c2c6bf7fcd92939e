# Our libraries, executables and tests.
#
# Sources include each other as "base/error.h". The trick that keeps dependencies one way: a library
# exports an include directory of its own that holds nothing but one link,
#     <build>/include/model/model -> services/model
# so that code sees the headers of what it links and no others. model including "wire/frame.h" is a
# file not found. The tests layers.* prove it.

set(ROUNDTABLE_MODULES base model wire collector aggregator reporter client)
option(ROUNDTABLE_HEADERS_CHECK "Compile each header alone, as part of the build" ON)
add_custom_target(headers_check)

# roundtable_library(NAME
#     SOURCES file.c ...
#     [DEPENDS target ...]    seen by users too: what our headers include
#     [PRIVATE target ...]    only for our .c files
#     [MODULE name])          the folder's name in includes; by default NAME without "_core"
# makes a static library from the current folder.
function(roundtable_library name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "MODULE" "SOURCES;DEPENDS;PRIVATE")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "roundtable_library(${name}): ${arg_UNPARSED_ARGUMENTS}?")
    endif()
    if(NOT arg_MODULE)
        string(REGEX REPLACE "_core$" "" arg_MODULE ${name})
    endif()
    roundtable_stage(${arg_MODULE} include_dir)

    add_library(${name} STATIC ${arg_SOURCES})
    target_include_directories(${name} PUBLIC "${include_dir}")
    target_link_libraries(${name} PUBLIC ${arg_DEPENDS}
        PRIVATE ${arg_PRIVATE} $<BUILD_INTERFACE:project_options>)
    roundtable_check_headers(${name} ${arg_MODULE} "${arg_DEPENDS};${arg_PRIVATE}")
endfunction()

# The include directory with the one link to the current folder.
function(roundtable_stage module ret)
    set(stage "${PROJECT_BINARY_DIR}/include/${module}")
    file(MAKE_DIRECTORY "${stage}")
    file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}" "${stage}/${module}" SYMBOLIC)
    set(${ret} "${stage}" PARENT_SCOPE)
endfunction()

# One .c per header, that includes nothing else.
function(roundtable_check_headers library module links)
    file(GLOB headers CONFIGURE_DEPENDS RELATIVE "${CMAKE_CURRENT_SOURCE_DIR}" *.h)
    set(sources "")
    foreach(header IN LISTS headers)
        set(source "${CMAKE_CURRENT_BINARY_DIR}/headers/${header}.c")
        file(CONFIGURE OUTPUT "${source}" @ONLY CONTENT
            "#include \"@module@/@header@\"\nextern int headers_compile_alone;\n")
        list(APPEND sources "${source}")
    endforeach()
    if(sources)
        add_library(${library}_headers OBJECT EXCLUDE_FROM_ALL ${sources})
        set_target_properties(${library}_headers PROPERTIES C_CLANG_TIDY "")
        target_link_libraries(${library}_headers PRIVATE ${library} ${links} project_options)
        add_dependencies(headers_check ${library}_headers)
        if(ROUNDTABLE_HEADERS_CHECK)
            set_target_properties(${library}_headers PROPERTIES EXCLUDE_FROM_ALL OFF)
        endif()
    endif()
endfunction()

# roundtable_executable(NAME SOURCES file.c ... DEPENDS target ...) makes a program, in bin/ of the build
# tree; installing it is its owner's.
function(roundtable_executable name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS")
    add_executable(${name} ${arg_SOURCES})
    target_link_libraries(${name} PRIVATE ${arg_DEPENDS} project_options)
    set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
endfunction()

# roundtable_test(NAME
#     SOURCES test_x.c ...
#     LINK target ...          what is tested
#     [WRAP function ...]      replaced by the test's own __wrap_function (ld --wrap)
#     [ENVIRONMENT A=b ...] [LABEL label] [TIMEOUT seconds])
# makes a cmocka program test_NAME and the test LABEL.NAME; label is "unit" by default.
function(roundtable_test name)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "LABEL;TIMEOUT" "SOURCES;LINK;WRAP;ENVIRONMENT")
    if(arg_UNPARSED_ARGUMENTS)
        message(FATAL_ERROR "roundtable_test(${name}): ${arg_UNPARSED_ARGUMENTS}?")
    endif()
    if(NOT arg_LABEL)
        set(arg_LABEL unit)
    endif()
    if(NOT arg_TIMEOUT)
        set(arg_TIMEOUT 60)
    endif()
    roundtable_require(CMOCKA)

    add_executable(test_${name} ${arg_SOURCES})
    target_include_directories(test_${name} PRIVATE "${PROJECT_SOURCE_DIR}/tests")
    target_link_libraries(test_${name} PRIVATE ${arg_LINK} PkgConfig::CMOCKA project_options)
    list(TRANSFORM arg_WRAP PREPEND "-Wl,--wrap=")
    target_link_options(test_${name} PRIVATE ${arg_WRAP})
    add_test(NAME ${arg_LABEL}.${name} COMMAND test_${name})
    set_tests_properties(${arg_LABEL}.${name} PROPERTIES
        LABELS ${arg_LABEL} TIMEOUT ${arg_TIMEOUT}
        ENVIRONMENT "ASAN_OPTIONS=detect_leaks=1:strict_string_checks=1;\
UBSAN_OPTIONS=print_stacktrace=1;\
TSAN_OPTIONS=suppressions=${PROJECT_SOURCE_DIR}/tests/support/tsan.supp;CMOCKA_TEST_ABORT=0;${arg_ENVIRONMENT}")
endfunction()

# A test that library sees its own headers, and no others than those of the modules ALLOWED.
function(roundtable_layer_test library)
    cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "ALLOWED")
    if(NOT TARGET ${library})
        return()
    endif()
    string(REGEX REPLACE "_core$" "" own ${library})
    add_test(NAME layers.${library} COMMAND "${CMAKE_COMMAND}"
        "-DCOMPILER=${CMAKE_C_COMPILER}"
        "-DINCLUDES=$<TARGET_PROPERTY:${library},INCLUDE_DIRECTORIES>"
        "-DOWN=${own}" "-DALLOWED=${arg_ALLOWED}" "-DMODULES=${ROUNDTABLE_MODULES}"
        "-DSERVICES=${PROJECT_SOURCE_DIR}/services"
        "-DSOURCES=$<TARGET_PROPERTY:${library},SOURCE_DIR>"
        "-DSCRATCH=${PROJECT_BINARY_DIR}/layers/${library}"
        -P "${PROJECT_SOURCE_DIR}/services/cmake/CheckLayers.cmake")
    set_tests_properties(layers.${library} PROPERTIES LABELS unit TIMEOUT 60)
endfunction()
