# bt_shaders(TARGET file.comp…)
# Compiles GLSL to SPIR-V at build time. Each file.comp becomes the header "shaders/file.hpp" on the target's include
# path, which holds `constexpr std::uint32_t file[]` in namespace bt::apps::shaders. SPIR-V 1.3: what every Vulkan 1.1
# device reads. Files that a shader includes (GL_GOOGLE_include_directive) are found beside it and tracked.
find_program(GLSLANG_VALIDATOR glslangValidator)
find_program(SPIRV_VAL spirv-val)  # optional: refuses what a driver would choke on
set(BT_COMPILE_SHADER ${CMAKE_CURRENT_LIST_DIR}/compile_shader.cmake)

function(bt_shaders target)
  if(NOT GLSLANG_VALIDATOR)
    message(FATAL_ERROR "glslangValidator is missing: install glslang-tools")
  endif()
  set(folder ${CMAKE_CURRENT_BINARY_DIR}/${target}_shaders)
  file(MAKE_DIRECTORY ${folder}/shaders)
  foreach(file IN LISTS ARGN)
    get_filename_component(name ${file} NAME_WE)
    get_filename_component(source ${file} ABSOLUTE)
    set(header ${folder}/shaders/${name}.hpp)
    add_custom_command(
      OUTPUT ${header}
      COMMAND ${CMAKE_COMMAND} -DCOMPILER=${GLSLANG_VALIDATOR} -DCHECKER=$<$<BOOL:${SPIRV_VAL}>:${SPIRV_VAL}>
              -DSOURCE=${source} -DHEADER=${header} -DNAME=${name} -P ${BT_COMPILE_SHADER}
      DEPENDS ${source} ${BT_COMPILE_SHADER}
      DEPFILE ${header}.d
      COMMENT "Compiling shader ${name}"
      VERBATIM)
    target_sources(${target} PRIVATE ${header})
  endforeach()
  target_include_directories(${target} PRIVATE ${folder})
endfunction()
