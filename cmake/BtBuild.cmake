set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/bin)

if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")  # -O3 where it was measured to matter: what runs on the device
string(TOLOWER "${CMAKE_BUILD_TYPE}" BT_BUILD_TYPE)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # It keeps objects that used precompiled headers only when told that it may.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
endif()

# Eighty programs: half a second each with GNU's linker.
find_program(LLD ld.lld)
if(LLD AND NOT CMAKE_CROSSCOMPILING AND NOT BT_SANITIZE)
  add_link_options(-fuse-ld=lld)
endif()

if(BT_SANITIZE)
  add_compile_options(-fsanitize=${BT_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${BT_SANITIZE})
endif()

# For a program that opens a GPU's driver: what the driver leaves behind is known for its own at the program's end.
function(bt_keep_drivers_loaded target)
  if(BT_SANITIZE MATCHES "address")
    target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/tests/support/keep_loaded.cpp)
    target_link_options(${target} PRIVATE -Wl,--export-dynamic-symbol=dlclose)
  endif()
endfunction()
if(BT_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # the libraries too: without their edges the fuzzer is blind
endif()
if(BT_COVERAGE)
  add_compile_options(--coverage)
  add_link_options(--coverage)
endif()

find_package(Threads REQUIRED)
