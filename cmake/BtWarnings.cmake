# Our own code links this; third-party headers come in as SYSTEM and get none of it.
add_library(bt_warnings INTERFACE)
target_compile_options(bt_warnings INTERFACE
  $<$<COMPILE_LANGUAGE:CXX>:-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wold-style-cast
    -Wnon-virtual-dtor -Woverloaded-virtual -Wcast-align -Wformat=2 -Wimplicit-fallthrough>)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  # GCC 12 sees overlaps in "text" + std::string that are none (its bug 105651).
  target_compile_options(bt_warnings INTERFACE
    $<$<COMPILE_LANGUAGE:CXX>:-Wduplicated-cond -Wlogical-op -Wno-restrict -Wno-missing-field-initializers>)
endif()
if(BT_WERROR)
  target_compile_options(bt_warnings INTERFACE $<$<COMPILE_LANGUAGE:CXX>:-Werror>)
endif()
