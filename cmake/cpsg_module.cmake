# cpsg_module(NAME [SINGLE_THREADED] [PUBLIC lib...] [PRIVATE lib...] [TEST lib...])
#
# One folder = one namespace = one static library `cpsg_NAME`, made of the folder's *.cc. Beside it:
#   *_test.cc       -> the GoogleTest program `cpsg_NAME_test`, registered with ctest under the label NAME
#   testing/*.cc    -> the static library `cpsg_NAME_testing`: what tests share, compiled once. It brings that of the
#                      libraries that NAME links
#   *_fuzz.cc       -> one libFuzzer program each, when CPSG_FUZZ is on
#   *_benchmark.cc  -> the Google Benchmark program `cpsg_NAME_benchmark`
# SINGLE_THREADED: most tests of the folder call it from one thread, so ThreadSanitizer gets those alone that speak of
# threads. Link lines give the direction of dependence; tests/structure checks the includes against them.
function(cpsg_module name)
  cmake_parse_arguments(arg "SINGLE_THREADED" "" "PUBLIC;PRIVATE;TEST" ${ARGN})
  file(GLOB tests CONFIGURE_DEPENDS *_test.cc)
  if(arg_SINGLE_THREADED AND CPSG_SANITIZE MATCHES "thread")
    cpsg_keep_threaded(tests)
  endif()
  file(GLOB fuzzers CONFIGURE_DEPENDS *_fuzz.cc)
  file(GLOB benchmarks CONFIGURE_DEPENDS *_benchmark.cc)
  file(GLOB sources CONFIGURE_DEPENDS *.cc)
  list(FILTER sources EXCLUDE REGEX "_(test|fuzz|benchmark)\\.cc$|/main\\.cc$")

  if(NOT sources)  # headers alone
    add_library(cpsg_${name} INTERFACE)
    target_link_libraries(cpsg_${name} INTERFACE cpsg_options ${arg_PUBLIC})
    cpsg_testing_library(${name} ${arg_PUBLIC})
    return()
  endif()
  add_library(cpsg_${name} STATIC ${sources})
  target_link_libraries(cpsg_${name} PUBLIC cpsg_options ${arg_PUBLIC} PRIVATE ${arg_PRIVATE})
  target_precompile_headers(cpsg_${name} REUSE_FROM cpsg_precompiled)

  cpsg_testing_library(${name} ${arg_PUBLIC} ${arg_TEST} PRIVATE ${arg_PRIVATE})
  if(tests)
    add_executable(cpsg_${name}_test ${tests})
    target_link_libraries(cpsg_${name}_test PRIVATE cpsg_test_options cpsg_${name}_testing ${arg_PRIVATE} ${arg_TEST} GTest::gtest_main)
    target_precompile_headers(cpsg_${name}_test REUSE_FROM cpsg_precompiled_test)
    gtest_discover_tests(cpsg_${name}_test DISCOVERY_TIMEOUT 60 PROPERTIES LABELS ${name} TIMEOUT 120)
  endif()
  if(fuzzers AND CPSG_FUZZ)
    foreach(fuzzer ${fuzzers})
      get_filename_component(fuzzer_name ${fuzzer} NAME_WE)
      add_executable(${fuzzer_name} ${fuzzer})
      target_link_libraries(${fuzzer_name} PRIVATE cpsg_${name} ${arg_PRIVATE})
      target_compile_options(${fuzzer_name} PRIVATE -fsanitize=fuzzer)
      target_link_options(${fuzzer_name} PRIVATE -fsanitize=fuzzer)
    endforeach()
    # The folder tells libFuzzer which branches an input has taken. Like -fsanitize=fuzzer-no-link, which clang takes for
    # one more sanitizer and would refuse the precompiled header.
    target_compile_options(cpsg_${name} PRIVATE -fsanitize-coverage=inline-8bit-counters,indirect-calls,trace-cmp,pc-table)
  endif()
  if(benchmarks AND NOT CPSG_SANITIZE)
    find_package(benchmark REQUIRED)
    add_executable(cpsg_${name}_benchmark ${benchmarks})
    target_link_libraries(cpsg_${name}_benchmark PRIVATE cpsg_${name} ${arg_PRIVATE} benchmark::benchmark_main)
  endif()
endfunction()

function(cpsg_testing_library name)
  cmake_parse_arguments(arg "" "" "PRIVATE" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS testing/*.cc)
  if(sources)
    add_library(cpsg_${name}_testing STATIC EXCLUDE_FROM_ALL ${sources})
    target_precompile_headers(cpsg_${name}_testing REUSE_FROM cpsg_precompiled_test)
    target_link_libraries(cpsg_${name}_testing PRIVATE cpsg_test_options ${arg_PRIVATE})
    set(linked PUBLIC)
  else()
    add_library(cpsg_${name}_testing INTERFACE)
    set(linked INTERFACE)
  endif()
  target_link_libraries(cpsg_${name}_testing ${linked} cpsg_${name} ${arg_UNPARSED_ARGUMENTS} GTest::gmock)
  foreach(library ${arg_UNPARSED_ARGUMENTS} ${arg_PRIVATE})
    if(TARGET ${library}_testing)
      target_link_libraries(cpsg_${name}_testing ${linked} ${library}_testing)
    endif()
  endforeach()
endfunction()

# Leaves only the files of that list that start threads, or test what several threads share.
function(cpsg_keep_threaded list)
  set(kept "")
  foreach(file ${${list}})
    file(STRINGS ${file} lines REGEX "std::(j?thread|async)|LiveEvents|HotAnswers")
    if(lines)
      list(APPEND kept ${file})
    endif()
  endforeach()
  set(${list} ${kept} PARENT_SCOPE)
endfunction()
