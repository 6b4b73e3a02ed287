#include "bt/core/error.hpp"
#include "runtime/cuda/cuda.hpp"

// In place of cuda.cpp where the program is built without CUDA.
namespace bt::apps {

Cuda Cuda::look() {
    Cuda none;
    none.why_none_ = "this program was built without CUDA";
    return none;
}

std::unique_ptr<CudaPu> Cuda::open(std::size_t, const CudaPuSettings&) const {
    throw device_error(why_none_, "use --backend cpu, or a program that was built where nvcc is");
}

}  // namespace bt::apps
