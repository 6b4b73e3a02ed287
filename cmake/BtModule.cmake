# bt_module(NAME [HOT] SOURCES … [USES module…] [LINKS library…])
# One room of src/: a static library bt_NAME, its public headers in include/bt/NAME, which may use only the modules
# that it names. Every public header must compile alone; the target bt_headers proves it. HOT: its speed is asked for, so
# that it is not bt_cold().
add_library(bt_headers OBJECT EXCLUDE_FROM_ALL)  # 1.7 s a header: .ci/run builds it, a plain build does not
target_link_libraries(bt_headers PRIVATE bt_warnings)
target_include_directories(bt_headers PRIVATE ${CMAKE_SOURCE_DIR}/include)
set(BT_HEADER_CHECKS ${CMAKE_BINARY_DIR}/header_checks)

function(bt_check_headers)
  foreach(header IN LISTS ARGN)
    string(MAKE_C_IDENTIFIER ${header} name)
    set(source ${BT_HEADER_CHECKS}/${name}.cpp)
    file(CONFIGURE OUTPUT ${source} CONTENT "#include \"${header}\"\n#include \"${header}\"  // twice: guarded\n")
    target_sources(bt_headers PRIVATE ${source})
  endforeach()
endfunction()

function(bt_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "HOT" "" "SOURCES;USES;LINKS")
  add_library(bt_${name} STATIC ${arg_SOURCES})
  if(NOT arg_HOT)
    bt_cold(bt_${name})
  endif()
  bt_use_precompiled(bt_${name} bt_standard_headers)
  bt_use_unity(bt_${name})
  target_include_directories(bt_${name} PUBLIC ${CMAKE_SOURCE_DIR}/include PRIVATE ${CMAKE_SOURCE_DIR}/src)
  list(TRANSFORM arg_USES PREPEND bt_)
  target_link_libraries(bt_${name} PUBLIC ${arg_USES} ${arg_LINKS} PRIVATE bt_warnings)
  file(GLOB headers RELATIVE ${CMAKE_SOURCE_DIR}/include
       ${CMAKE_SOURCE_DIR}/include/bt/${name}/*.hpp)
  bt_check_headers(${headers})
endfunction()

# bt_test(NAME SOURCES … LINKS … [TOGETHER]): a GoogleTest program; each of its tests is one of ctest's. TOGETHER: no two
# of its files give one name to different things, so that they are compiled as one.
function(bt_test name)
  if(NOT BT_TESTS)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "TOGETHER" "TIMEOUT" "SOURCES;LINKS;DEFINITIONS")
  if(NOT arg_TIMEOUT)
    set(arg_TIMEOUT 60)
  endif()
  set(patience 1)
  if(BT_SANITIZE)  # everything takes several times longer
    set(patience 3)
  endif()
  math(EXPR arg_TIMEOUT "${patience} * ${arg_TIMEOUT}")
  add_executable(${name} ${arg_SOURCES})
  if(bt_vulkan IN_LIST arg_LINKS)
    bt_keep_drivers_loaded(${name})
  endif()
  target_link_libraries(${name} PRIVATE ${arg_LINKS} bt_warnings GTest::gtest GTest::gmock GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests ${CMAKE_SOURCE_DIR}/src)
  target_compile_definitions(${name} PRIVATE ${arg_DEFINITIONS} BT_PATIENCE=${patience})
  bt_use_precompiled(${name} bt_test_headers)
  if(arg_TOGETHER)
    bt_use_unity(${name})
  endif()
  target_compile_options(${name} PRIVATE -O0)  # half the time to compile; what is tested keeps its optimisation
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT ${arg_TIMEOUT})
endfunction()

# scripts/bench builds this target and reads the names from the list.
if(BT_BENCHMARKS)
  add_custom_target(benchmarks)
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/benchmarks.txt
       CONTENT "$<JOIN:$<TARGET_PROPERTY:benchmarks,BT_BENCHMARK_LIST>,\n>\n")
endif()

# bt_benchmark(NAME SOURCES … LINKS …): a Google Benchmark program, run by hand or by scripts/bench.
function(bt_benchmark name)
  if(NOT BT_BENCHMARKS)
    return()
  endif()
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;LINKS")
  add_executable(${name} ${arg_SOURCES})
  bt_use_precompiled(${name} bt_standard_headers)
  target_link_libraries(${name} PRIVATE ${arg_LINKS} bt_warnings benchmark::benchmark_main)
  add_dependencies(benchmarks ${name})
  set_property(TARGET benchmarks APPEND PROPERTY BT_BENCHMARK_LIST ${name})
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/tests ${CMAKE_SOURCE_DIR}/src)
endfunction()

# scripts/fuzz builds this target and reads the names and folders from the list.
if(BT_FUZZ)
  add_custom_target(fuzz_targets)
  file(GENERATE OUTPUT ${CMAKE_BINARY_DIR}/fuzz-targets.txt
       CONTENT "$<JOIN:$<TARGET_PROPERTY:fuzz_targets,BT_FUZZ_LIST>,\n>\n")
endif()

# bt_fuzz(NAME CORPUS folder SOURCES … LINKS …): the target NAME, one reader under random input. With BT_FUZZ (clang) a
# libFuzzer program NAME_fuzz; always a test that replays the kept corpus through the same function.
function(bt_fuzz name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "CORPUS" "SOURCES;LINKS")
  if(BT_TESTS)
    if(NOT TARGET fuzz_replay)
      add_executable(fuzz_replay ${CMAKE_SOURCE_DIR}/tests/fuzz/replay.cpp)
      bt_use_precompiled(fuzz_replay bt_test_headers)
      bt_use_unity(fuzz_replay)
      target_compile_options(fuzz_replay PRIVATE -O0)  # as bt_test()
      target_link_libraries(fuzz_replay PRIVATE bt_warnings GTest::gtest)  # as the headers are precompiled
      target_include_directories(fuzz_replay PRIVATE ${CMAKE_SOURCE_DIR}/tests ${CMAKE_SOURCE_DIR}/src)
    endif()
    target_sources(fuzz_replay PRIVATE ${arg_SOURCES})
    target_link_libraries(fuzz_replay PRIVATE ${arg_LINKS})
    add_test(NAME ${name}_fuzz.corpus COMMAND fuzz_replay ${name} ${arg_CORPUS})
    set_tests_properties(${name}_fuzz.corpus PROPERTIES TIMEOUT 60)
  endif()
  if(BT_FUZZ)
    add_executable(${name}_fuzz ${arg_SOURCES})
    add_dependencies(fuzz_targets ${name}_fuzz)
    set_property(TARGET fuzz_targets APPEND PROPERTY BT_FUZZ_LIST "${name}_fuzz ${arg_CORPUS}")
    target_compile_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
    target_compile_definitions(${name}_fuzz PRIVATE BT_LIBFUZZER)
    target_link_options(${name}_fuzz PRIVATE -fsanitize=fuzzer)
    target_link_libraries(${name}_fuzz PRIVATE ${arg_LINKS} bt_warnings)
    target_include_directories(${name}_fuzz PRIVATE ${CMAKE_SOURCE_DIR}/tests ${CMAKE_SOURCE_DIR}/src)
  endif()
endfunction()
