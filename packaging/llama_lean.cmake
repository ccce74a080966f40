# Leaves llama.cpp's "common" library out of the build: it carries an HTTP client and downloaders, takes a
# third of the compile time, and the Python bindings never load it. llama-cpp-python forces it on in the
# cache; a normal variable set at the end of llama.cpp's own project() call shadows the cache entry.
# Passed to CMake as CMAKE_PROJECT_llama.cpp_INCLUDE.
set(LLAMA_BUILD_COMMON OFF)
