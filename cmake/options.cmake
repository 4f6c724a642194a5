option(XINSHENG_TESTS "Build the tests" OFF)
option(XINSHENG_FUZZ "Build the libFuzzer targets (clang only)" OFF)
set(XINSHENG_SANITIZE "" CACHE STRING "Comma-separated sanitizers, as -fsanitize takes them")

# The sanitizers make an optimised build take three times as long to compile and run hardly faster.
set(XINSHENG_DEBUG_FLAGS "-O1 -g1" CACHE STRING "Optimisation and debug information of debug builds")

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG -D_GLIBCXX_ASSERTIONS -fstack-protector-strong")
set(CMAKE_CXX_FLAGS_DEBUG "${XINSHENG_DEBUG_FLAGS}")

# Compiling again what has not changed is the slowest part of a day; ccache is used where it is installed.
find_program(XINSHENG_CCACHE ccache)
if(XINSHENG_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${XINSHENG_CCACHE})
endif()

add_library(xinsheng_flags INTERFACE)
target_compile_options(xinsheng_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Woverloaded-virtual -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(xinsheng_flags INTERFACE -Wno-restrict)  # GCC bug 105651: false positives in std::string
  if(XINSHENG_SANITIZE MATCHES "thread")
    target_compile_options(xinsheng_flags INTERFACE -Wno-tsan)  # Asio uses fences, which ThreadSanitizer does not model
  endif()
  if(XINSHENG_SANITIZE)
    # GCC 12 reports false positives of these in instrumented code.
    target_compile_options(xinsheng_flags INTERFACE -Wno-maybe-uninitialized -Wno-stringop-overflow)
  endif()
endif()
if(XINSHENG_SANITIZE)
  target_compile_options(xinsheng_flags INTERFACE -fsanitize=${XINSHENG_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(xinsheng_flags INTERFACE -fsanitize=${XINSHENG_SANITIZE})
endif()
