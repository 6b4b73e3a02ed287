# bt_cuda(TARGET folder/file.cu…)
# Compiles CUDA kernels into the target where nvcc is found; elsewhere folder/absent.cpp takes their place and says that
# there are none. The CUDA runtime is linked statically and opens the driver at run time: the program starts where
# there is no GPU. Not CMake's own language CUDA: that would make nvcc a condition of configuring.
option(BT_CUDA "Build CUDA kernels where nvcc is found (not for static or cross-compiled programs)" ON)
set(BT_CUDA_ARCHITECTURES "87;90" CACHE STRING "What machine code is made for; others compile the kernels at start")
find_program(NVCC nvcc HINTS $ENV{CUDA_HOME}/bin /usr/local/cuda/bin)

set(BT_HAS_CUDA OFF)
if(BT_CUDA AND NVCC AND NOT CMAKE_CROSSCOMPILING)
  get_filename_component(cuda_root ${NVCC} REALPATH)
  get_filename_component(cuda_root ${cuda_root}/../.. ABSOLUTE)
  find_library(CUDART_STATIC cudart_static HINTS ${cuda_root}/lib64 ${cuda_root}/targets/x86_64-linux/lib)
  find_path(CUDA_INCLUDE cuda_runtime_api.h HINTS ${cuda_root}/include ${cuda_root}/targets/x86_64-linux/include)
  if(CUDART_STATIC AND CUDA_INCLUDE)
    set(BT_HAS_CUDA ON)
  endif()
endif()

if(BT_HAS_CUDA)
  add_library(bt_cudart INTERFACE)
  target_include_directories(bt_cudart SYSTEM INTERFACE ${CUDA_INCLUDE})
  target_link_libraries(bt_cudart INTERFACE ${CUDART_STATIC} Threads::Threads ${CMAKE_DL_LIBS} rt)
  set(BT_NVCC_FLAGS -std=c++20 -O3 -Xcompiler=-fPIC -gencode arch=compute_75,code=compute_75)
  foreach(architecture IN LISTS BT_CUDA_ARCHITECTURES)
    list(APPEND BT_NVCC_FLAGS -gencode arch=compute_${architecture},code=sm_${architecture})
  endforeach()
endif()

function(bt_cuda target)
  foreach(file IN LISTS ARGN)
    get_filename_component(source ${file} ABSOLUTE)
    if(NOT BT_HAS_CUDA)
      get_filename_component(folder ${source} DIRECTORY)
      target_sources(${target} PRIVATE ${folder}/absent.cpp)
      continue()
    endif()
    get_filename_component(name ${file} NAME_WE)
    set(object ${CMAKE_CURRENT_BINARY_DIR}/${target}_${name}.cu.o)
    add_custom_command(
      OUTPUT ${object}
      COMMAND ${CMAKE_CXX_COMPILER_LAUNCHER} ${NVCC} ${BT_NVCC_FLAGS} -I ${CMAKE_SOURCE_DIR}/apps -I ${CMAKE_SOURCE_DIR}/include
              -MD -MF ${object}.d -c ${source} -o ${object}
      DEPENDS ${source}
      DEPFILE ${object}.d
      COMMENT "Compiling CUDA kernels ${file}"
      VERBATIM)
    set_source_files_properties(${object} PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
    target_sources(${target} PRIVATE ${object})
    target_link_libraries(${target} PUBLIC bt_cudart)
  endforeach()
endfunction()
