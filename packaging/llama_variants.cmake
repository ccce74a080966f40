# One build of llama.cpp for every x86-64 or arm64 processor: each level of vector instructions is a module of its
# own, and the one that fits is chosen when the program starts. Everything else keeps to the architecture's baseline.
# Passed to CMake as CMAKE_PROJECT_llama.cpp_INCLUDE, with -DGGML_BACKEND_DL=ON and -DGGML_CPU_ALL_VARIANTS=ON.
include(${CMAKE_CURRENT_LIST_DIR}/llama_lean.cmake)

# Wheels cannot hold links, so that versioned names (libggml.so.0, libggml.so.0.25.3) would triple each library, and
# two copies of one library in a process have two lists of modules.
function(localcounsel_finish)
    get_property(modules DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR}/ggml/src PROPERTY BUILDSYSTEM_TARGETS)
    foreach (target llama ${modules})
        if (TARGET ${target})
            get_target_property(kind ${target} TYPE)
            if (kind MATCHES "SHARED_LIBRARY|MODULE_LIBRARY")
                set_property(TARGET ${target} PROPERTY VERSION)
                set_property(TARGET ${target} PROPERTY SOVERSION)
                if (APPLE)
                    set_property(TARGET ${target} PROPERTY INSTALL_RPATH "@loader_path")
                else()
                    set_property(TARGET ${target} PROPERTY INSTALL_RPATH "$ORIGIN")
                endif()
                set_property(TARGET ${target} PROPERTY BUILD_WITH_INSTALL_RPATH TRUE)
            endif()
        endif()
    endforeach()
endfunction()
cmake_language(DEFER CALL localcounsel_finish)

# A bare Linux has no OpenMP runtime; the compiler's own is carried beside the modules that use it.
if (CMAKE_SYSTEM_NAME STREQUAL "Linux" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    execute_process(
        COMMAND ${CMAKE_CXX_COMPILER} -print-file-name=libgomp.so.1
        OUTPUT_VARIABLE openmp
        OUTPUT_STRIP_TRAILING_WHITESPACE
        COMMAND_ERROR_IS_FATAL ANY
    )
    get_filename_component(openmp "${openmp}" REALPATH)
    install(FILES "${openmp}" DESTINATION llama_cpp/lib RENAME libgomp.so.1)
endif()
