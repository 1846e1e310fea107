# Two precompiled headers, one for code and one for tests, shared by all modules: made once a build, not once a target.
# Named without the folder of the tree, so that ccache knows them in another one.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # Without CMake's second mention of the header, whose path ccache would not see as one.
  set(CMAKE_CXX_COMPILE_OPTIONS_USE_PCH -Xclang -include-pch -Xclang <PCH_FILE>)
endif()
add_library(cpsg_precompiled STATIC ${CMAKE_SOURCE_DIR}/cmake/precompiled.cc)
target_link_libraries(cpsg_precompiled PRIVATE cpsg_options fmt::fmt)
target_precompile_headers(cpsg_precompiled PRIVATE <cmake/precompiled.h>)

add_library(cpsg_precompiled_test STATIC ${CMAKE_SOURCE_DIR}/cmake/precompiled.cc)
target_link_libraries(cpsg_precompiled_test PRIVATE cpsg_options cpsg_test_options fmt::fmt GTest::gmock)
target_precompile_headers(cpsg_precompiled_test PRIVATE <cmake/precompiled_test.h>)

# A precompiled header of clang names the folder that it was made in, so each tree makes its own, and ccache knows it by
# the sum beside it: what it includes, and the versions of what that is from.
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  set(cpsg_precompiled_sum "${CMAKE_CXX_COMPILER_VERSION} ${Boost_VERSION} ${GTest_VERSION} ${fmt_VERSION}")
  foreach(header precompiled.h precompiled_test.h)
    file(READ ${CMAKE_SOURCE_DIR}/cmake/${header} text)
    string(APPEND cpsg_precompiled_sum "${text}")
  endforeach()
  foreach(target cpsg_precompiled cpsg_precompiled_test)
    set_target_properties(${target} PROPERTIES CXX_COMPILER_LAUNCHER "")
    file(WRITE ${CMAKE_BINARY_DIR}/CMakeFiles/${target}.dir/cmake_pch.hxx.pch.sum "${cpsg_precompiled_sum}")
  endforeach()
endif()
