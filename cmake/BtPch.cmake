# What makes a clean build take minutes less. The presets debug, tsan and fuzz build without either, so that no file can lean
# on what it does not include.

# The headers that most files include, compiled once: half of a clean build went into reading them again. Only what is not
# ours and does not change.
option(BT_PCH "Precompile the standard library's headers" ON)

set(BT_STANDARD_HEADERS
  <algorithm> <array> <atomic> <charconv> <chrono> <cmath> <cstddef> <cstdint> <cstdlib> <cstring> <filesystem> <functional>
  <map> <memory> <optional> <set> <span> <string> <string_view> <system_error> <utility> <vector>)

# bt_precompiled(NAME headers…): what bt_use_precompiled(target NAME) gives to a target with the same optimisation.
function(bt_precompiled name)
  if(NOT BT_PCH)
    return()
  endif()
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/precompiled/${name}.cpp CONTENT "\n")
  add_library(${name} OBJECT ${CMAKE_BINARY_DIR}/precompiled/${name}.cpp)
  target_link_libraries(${name} PRIVATE bt_warnings)
  target_precompile_headers(${name} PRIVATE ${ARGN})
endfunction()

function(bt_use_precompiled target name)
  if(BT_PCH)
    target_precompile_headers(${target} REUSE_FROM ${name})
    # GCC 12 forgets that a precompiled header is the system's and tells its false alarms about std::string.
    target_compile_options(${target} PRIVATE "$<$<CXX_COMPILER_ID:GNU>:-Wno-stringop-overflow;-Wno-array-bounds>")
  endif()
endfunction()

# Nobody waits for what this target computes: -O1, which takes a third less time to compile than -O2.
function(bt_cold target)
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O1>)
endfunction()

# Several files as one: what each would instantiate of the standard library is compiled once for all of them, a third of
# the time for tests. Only where no two files of a target give one name to different things.
option(BT_UNITY "Compile several files of a target as one" ON)

function(bt_use_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${BT_UNITY} UNITY_BUILD_BATCH_SIZE 8)
endfunction()

# bt_unity_rooms(target "files…" …): adds the files of each text, which are compiled as one.
function(bt_unity_rooms target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${BT_UNITY} UNITY_BUILD_MODE GROUP)
  foreach(room IN LISTS ARGN)
    separate_arguments(files UNIX_COMMAND "${room}")
    list(GET files 0 first)
    target_sources(${target} PRIVATE ${files})
    set_source_files_properties(${files} PROPERTIES UNITY_GROUP "room_${first}")
  endforeach()
endfunction()

bt_precompiled(bt_standard_headers ${BT_STANDARD_HEADERS})
if(BT_TESTS)
  find_package(GTest REQUIRED)
  bt_precompiled(bt_test_headers ${BT_STANDARD_HEADERS} <gmock/gmock.h> <gtest/gtest.h>)
  if(BT_PCH)
    target_link_libraries(bt_test_headers PRIVATE GTest::gtest GTest::gmock)
    target_compile_options(bt_test_headers PRIVATE -O0)  # as bt_test()
  endif()
endif()
