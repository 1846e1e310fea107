# Flags for our own targets, through the interface library cpsg_options.
add_library(cpsg_options INTERFACE)
target_include_directories(cpsg_options INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_definitions(cpsg_options INTERFACE BOOST_ASIO_NO_DEPRECATED)
target_compile_options(cpsg_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Wnon-virtual-dtor)
# A designated initializer that leaves members to their defaults is meant to.
target_compile_options(cpsg_options INTERFACE -Wno-missing-field-initializers)

if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # gcc 12 at -O2 reports overlapping or too long copies of std::string, and uses of an empty std::optional's payload,
  # that are not there; clang-tidy and the sanitizers look for the real ones.
  target_compile_options(cpsg_options INTERFACE -Wno-restrict -Wno-array-bounds -Wno-stringop-overflow
                         -Wno-stringop-overread -Wno-maybe-uninitialized)
  # The precompiled header needs the same path in it wherever the tree stands, for ccache.
  target_compile_options(cpsg_options INTERFACE -fpch-preprocess)
endif()
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # libstdc++ 12 itself uses what it calls deprecated, in std::stable_partition.
  target_compile_options(cpsg_options INTERFACE -Wno-deprecated-declarations)
  # The same, whenever it is made; for ccache.
  target_compile_options(cpsg_options INTERFACE "SHELL:-Xclang -fno-pch-timestamp")
endif()
if(CPSG_WERROR)
  target_compile_options(cpsg_options INTERFACE -Werror)
endif()

# RelWithDebInfo: keep assertions, they guard against bugs at no measurable cost here.
string(REPLACE "-DNDEBUG" "" CMAKE_CXX_FLAGS_RELWITHDEBINFO "${CMAKE_CXX_FLAGS_RELWITHDEBINFO}")
string(REPLACE "-g" "-g1" CMAKE_CXX_FLAGS_RELWITHDEBINFO "${CMAKE_CXX_FLAGS_RELWITHDEBINFO}")

if(CPSG_SANITIZE)
  add_compile_options(-fsanitize=${CPSG_SANITIZE} -fno-omit-frame-pointer -g1 -O1)
  add_link_options(-fsanitize=${CPSG_SANITIZE})
  if(CPSG_SANITIZE MATCHES "undefined")
    add_compile_options(-fno-sanitize-recover=undefined)
  endif()
  if(CPSG_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    add_compile_options(-Wno-tsan)
  endif()
endif()

# Tests are half of what is compiled. They take half as long so: not optimised, without debug symbols outside `debug`, and
# without checks for undefined behaviour of their own, beside those in the code that they call.
add_library(cpsg_test_options INTERFACE)
if(NOT CMAKE_BUILD_TYPE STREQUAL "Debug" OR CPSG_SANITIZE)
  target_compile_options(cpsg_test_options INTERFACE -O0 -g0)
endif()
if(CPSG_SANITIZE MATCHES "undefined")
  target_compile_options(cpsg_test_options INTERFACE -fno-sanitize=undefined)
endif()
