# One compute shader: GLSL → SPIR-V → C++ header, for bt_shaders().
# cmake -DCOMPILER=… -DCHECKER=… -DSOURCE=x.comp -DHEADER=x.hpp -DNAME=x -P compile_shader.cmake
function(run_or_stop)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE status OUTPUT_VARIABLE text ERROR_VARIABLE text)
  if(NOT status EQUAL 0)
    message(FATAL_ERROR "${text}")
  endif()
endfunction()

set(spirv ${HEADER}.spv)
run_or_stop(${COMPILER} --target-env vulkan1.1 -g0 --depfile ${HEADER}.d -o ${spirv} ${SOURCE})
if(CHECKER)
  run_or_stop(${CHECKER} --target-env vulkan1.1 ${spirv})
endif()

# ninja wants the file that it asked for on the left.
file(READ ${HEADER}.d dependencies)
string(REPLACE "${spirv}:" "${HEADER}:" dependencies "${dependencies}")
file(WRITE ${HEADER}.d "${dependencies}")

file(READ ${spirv} bytes HEX)
# Words are stored lowest byte first; a C++ literal wants the highest first.
string(REGEX REPLACE "(..)(..)(..)(..)" "0x\\4\\3\\2\\1, " words "${bytes}")
string(REGEX REPLACE "(0x........, 0x........, 0x........, 0x........, 0x........, 0x........, 0x........, 0x........,) "
       "\\1\n    " words "${words}")
file(WRITE ${HEADER} "#pragma once

#include <cstdint>

namespace bt::apps::shaders {

constexpr std::uint32_t ${NAME}[] = {
    ${words}};

}  // namespace bt::apps::shaders
")
