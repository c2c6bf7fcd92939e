# Two interface targets carry every compiler setting:
#   project_build    language, hardening, sanitizers: for all code, generated code too
#   project_options  project_build and our warnings: for code that people write
include(CheckCCompilerFlag)
include(CheckPIESupported)

option(ROUNDTABLE_WERROR "Warnings are errors" OFF)
set(ROUNDTABLE_SANITIZE "" CACHE STRING "For -fsanitize=, e.g. address,undefined or thread")
option(ROUNDTABLE_COVERAGE "Instrument for gcov" OFF)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE RelWithDebInfo CACHE STRING "" FORCE)
endif()

# The client is a shared library made of the same objects, hence PIC; it exports only what it marks.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
check_pie_supported(LANGUAGES C)

# Adds the flag to the target if the compiler knows it (gcc and clang differ).
function(roundtable_add_flag target flag)
    string(MAKE_C_IDENTIFIER "have${flag}" known)
    check_c_compiler_flag("${flag}" ${known})
    if(${known})
        target_compile_options(${target} INTERFACE "${flag}")
    endif()
endfunction()

add_library(project_build INTERFACE)
target_compile_features(project_build INTERFACE c_std_17)
set(CMAKE_C_EXTENSIONS OFF)
# POSIX and Linux calls (signalfd, eventfd, getrandom) are hidden under -std=c17 otherwise.
target_compile_definitions(project_build INTERFACE _GNU_SOURCE)
# a*b+c must round the same way on every machine: published figures depend on it.
roundtable_add_flag(project_build -ffp-contract=off)

# Hardening. _FORTIFY_SOURCE needs optimization, and gets in the way of sanitizers.
set(optimized "$<CONFIG:Release,RelWithDebInfo,MinSizeRel>")
if(NOT ROUNDTABLE_SANITIZE)
    target_compile_options(project_build INTERFACE
        "$<${optimized}:-U_FORTIFY_SOURCE;-D_FORTIFY_SOURCE=2>")
endif()
roundtable_add_flag(project_build -fstack-protector-strong)
roundtable_add_flag(project_build -fstack-clash-protection)
roundtable_add_flag(project_build -fcf-protection) # x86 only
target_link_options(project_build INTERFACE -Wl,-z,relro,-z,now -Wl,-z,noexecstack)

if(ROUNDTABLE_SANITIZE)
    set(sanitize -fsanitize=${ROUNDTABLE_SANITIZE} -fno-sanitize-recover=all)
    target_compile_options(project_build INTERFACE ${sanitize} -fno-omit-frame-pointer)
    target_link_options(project_build INTERFACE ${sanitize})
endif()
if(ROUNDTABLE_COVERAGE)
    target_compile_options(project_build INTERFACE --coverage)
    target_link_options(project_build INTERFACE --coverage)
endif()

add_library(project_options INTERFACE)
target_link_libraries(project_options INTERFACE project_build)
target_compile_definitions(project_options INTERFACE ROUNDTABLE_VERSION="${PROJECT_VERSION}")
foreach(warning IN ITEMS
        -Wall -Wextra             # the usual mistakes
        -Wpedantic                # C17 as it is written, so that gcc and clang both take it
        -Wshadow                  # a second variable of the same name is read wrongly in review
        -Wconversion              # sizes and counts come from outside: no silent narrowing
        -Wno-sign-conversion      # ... but char/unsigned char mixing is everywhere in text code
        -Wstrict-prototypes       # f() takes anything
        -Wmissing-prototypes      # an outside function without header, or a forgotten static
        -Wold-style-definition    # arguments unchecked
        -Wwrite-strings           # literals are const
        -Wpointer-arith           # arithmetic on void *
        -Wformat=2                # formats are literals and fit their arguments
        -Wundef                   # a misspelt macro in #if is 0
        -Wvla                     # the stack is not sized by input
        -Wimplicit-fallthrough    # a forgotten break
        -Wduplicated-cond         # the second branch never runs (gcc)
        -Wlogical-op              # && for &, the same operand twice (gcc)
        -Walloca)                 # as -Wvla
    roundtable_add_flag(project_options ${warning})
endforeach()
if(ROUNDTABLE_WERROR)
    target_compile_options(project_options INTERFACE -Werror)
endif()
