# Two precompiled headers, one for code and one for tests, shared by all modules: made once a build, not once a target.
if(NOT CPSG_FUZZ)
  add_library(cpsg_precompiled STATIC ${CMAKE_SOURCE_DIR}/cmake/precompiled.cc)
  target_link_libraries(cpsg_precompiled PRIVATE cpsg_options fmt::fmt)
  target_precompile_headers(cpsg_precompiled PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled.h)

  add_library(cpsg_precompiled_test STATIC ${CMAKE_SOURCE_DIR}/cmake/precompiled.cc)
  target_link_libraries(cpsg_precompiled_test PRIVATE cpsg_options cpsg_test_options fmt::fmt GTest::gmock)
  target_precompile_headers(cpsg_precompiled_test PRIVATE ${CMAKE_SOURCE_DIR}/cmake/precompiled_test.h)
endif()
