# The same build with a few of the modules only, for a trial that has minutes and not hours: what it proves of them it
# proves of the others too. -DLOCALCOUNSEL_VARIANTS=x64,haswell names those to compile; the others are left empty, and
# packaging/offline/native.py takes them out of the package. What puts the computation together is optimised less, which
# halves the time for its larger files; the computation itself is compiled as ever.
include(${CMAKE_CURRENT_LIST_DIR}/llama_variants.cmake)

file(WRITE ${CMAKE_BINARY_DIR}/empty.c "")
string(REPLACE "," ";" LOCALCOUNSEL_VARIANTS "${LOCALCOUNSEL_VARIANTS}")
function(localcounsel_few)
    get_property(modules DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/ggml/src PROPERTY BUILDSYSTEM_TARGETS)
    foreach (target ${modules})
        if (target MATCHES "^ggml-cpu-(.+)$" AND NOT CMAKE_MATCH_1 IN_LIST LOCALCOUNSEL_VARIANTS)
            get_target_property(kind ${target} TYPE)
            if (kind STREQUAL "MODULE_LIBRARY")
                set_property(TARGET ${target} PROPERTY SOURCES ${CMAKE_BINARY_DIR}/empty.c)
            endif()
        endif()
    endforeach()
    target_compile_options(llama PRIVATE $<$<CXX_COMPILER_ID:GNU,Clang>:-O1>)
endfunction()
cmake_language(DEFER CALL localcounsel_few)
