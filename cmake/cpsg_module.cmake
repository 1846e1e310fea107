# cpsg_module(NAME [PUBLIC lib...] [PRIVATE lib...])
#
# One folder = one namespace = one static library `cpsg_NAME`, made of the folder's *.cc. Beside it:
#   *_test.cc       -> the GoogleTest program `cpsg_NAME_test`, registered with ctest under the label NAME
#   *_fuzz.cc       -> one libFuzzer program each, when CPSG_FUZZ is on
#   *_benchmark.cc  -> the Google Benchmark program `cpsg_NAME_benchmark`
# Link lines give the direction of dependence; tests/structure checks the includes against them.
function(cpsg_module name)
  cmake_parse_arguments(arg "" "" "PUBLIC;PRIVATE;TEST" ${ARGN})
  file(GLOB tests CONFIGURE_DEPENDS *_test.cc)
  file(GLOB fuzzers CONFIGURE_DEPENDS *_fuzz.cc)
  file(GLOB benchmarks CONFIGURE_DEPENDS *_benchmark.cc)
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|benchmark)\\.cc$|/main\\.cc$")

  if(NOT sources)  # headers alone
    add_library(cpsg_${name} INTERFACE)
    target_link_libraries(cpsg_${name} INTERFACE cpsg_options ${arg_PUBLIC})
    return()
  endif()
  add_library(cpsg_${name} STATIC ${sources})
  target_link_libraries(cpsg_${name} PUBLIC cpsg_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  if(NOT CPSG_FUZZ)
    target_precompile_headers(cpsg_${name} REUSE_FROM cpsg_precompiled)
  endif()

  if(tests AND NOT CPSG_FUZZ)
    add_executable(cpsg_${name}_test ${tests})
    target_link_libraries(cpsg_${name}_test PRIVATE cpsg_${name} ${arg_PRIVATE} ${arg_TEST} GTest::gmock GTest::gtest_main)
    target_precompile_headers(cpsg_${name}_test REUSE_FROM cpsg_precompiled_test)
    gtest_discover_tests(cpsg_${name}_test DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${name} TIMEOUT 120)
  endif()
  if(CPSG_FUZZ)
    foreach(fuzzer ${fuzzers})
      get_filename_component(fuzzer_name ${fuzzer} NAME_WE)
      add_executable(${fuzzer_name} ${fuzzer})
      target_link_libraries(${fuzzer_name} PRIVATE cpsg_${name} ${arg_PRIVATE})
      target_compile_options(${fuzzer_name} PRIVATE -fsanitize=fuzzer)
      target_link_options(${fuzzer_name} PRIVATE -fsanitize=fuzzer)
    endforeach()
    # libstdc++ 12 itself uses what it calls deprecated, in std::stable_partition.
    target_compile_options(cpsg_${name} PRIVATE -fsanitize=fuzzer-no-link -Wno-deprecated-declarations)
  elseif(benchmarks AND NOT CPSG_SANITIZE)
    find_package(benchmark REQUIRED)
    add_executable(cpsg_${name}_benchmark ${benchmarks})
    target_link_libraries(cpsg_${name}_benchmark PRIVATE cpsg_${name} ${arg_PRIVATE} benchmark::benchmark_main)
  endif()
endfunction()
