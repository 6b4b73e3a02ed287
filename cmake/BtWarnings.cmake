# Our own code links this; third-party headers come in as SYSTEM and get none of it.
add_library(bt_warnings INTERFACE)
target_compile_options(bt_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wnull-dereference -Wformat=2 -Wimplicit-fallthrough>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(bt_warnings INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wduplicated-cond -Wlogical-op -Wno-missing-field-initializers>)
endif()
if(BT_WERROR)
  target_compile_options(bt_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()
