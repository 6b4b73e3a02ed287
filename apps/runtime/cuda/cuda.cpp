#include "runtime/cuda/cuda.hpp"

#include "bt/core/error.hpp"
#include "runtime/cuda/engine.hpp"
#include "runtime/cuda/memory.hpp"

namespace bt::apps {
namespace {

std::string version_text(int version) {
    return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

int attribute(cudaDeviceAttr which, int device) {
    int value = 0;
    if (cudaDeviceGetAttribute(&value, which, device) != cudaSuccess) cudaGetLastError();
    return value;
}

CudaDeviceInfo read_device(int device, const std::string& driver) {
    cudaDeviceProp properties{};
    CudaDeviceInfo info{"CUDA device " + std::to_string(device), "", driver, CudaSharing::mapped, std::nullopt};
    if (const cudaError_t fault = cudaGetDeviceProperties(&properties, device); fault != cudaSuccess) {
        cudaGetLastError();
        info.unusable = cudaGetErrorString(fault);
        return info;
    }
    info.name = properties.name;
    info.compute = std::to_string(properties.major) + "." + std::to_string(properties.minor);
    // Where pages cannot move while both work, a CPU PU that touches its own task during a kernel would crash.
    if (attribute(cudaDevAttrConcurrentManagedAccess, device) != 0) {
        info.sharing = CudaSharing::managed;
    } else if (attribute(cudaDevAttrCanMapHostMemory, device) == 0 ||
               attribute(cudaDevAttrUnifiedAddressing, device) == 0) {
        info.unusable = "it cannot share memory with the CPU";
    }
    if (properties.major < 7) info.unusable = "compute capability " + info.compute + " is below 7.5";
    return info;
}

class OpenPu : public CudaPu {
public:
    OpenPu(const CudaDeviceInfo& info, int device, const CudaPuSettings& settings)
        : info_(info), engine_(info, device, settings), memory_(info.sharing) {}

    const CudaDeviceInfo& info() const override { return info_; }
    BufferMemory& memory() override { return memory_; }
    Engine& engine() override { return engine_; }

private:
    CudaDeviceInfo info_;
    cuda::GpuEngine engine_;  // first: it chooses the device that the memory is made on
    cuda::Memory memory_;
};

}  // namespace

Cuda Cuda::look() {
    Cuda found;
    int driver = 0, count = 0;
    cudaDriverGetVersion(&driver);
    if (driver == 0) {
        found.why_none_ = "NVIDIA's driver is not there";
        return found;
    }
    if (const cudaError_t fault = cudaGetDeviceCount(&count); fault != cudaSuccess || count == 0) {
        cudaGetLastError();
        found.why_none_ = fault == cudaSuccess ? "CUDA finds no GPU" : cudaGetErrorString(fault);
        return found;
    }
    for (int device = 0; device < count; ++device) found.devices_.push_back(read_device(device, version_text(driver)));
    return found;
}

std::unique_ptr<CudaPu> Cuda::open(std::size_t device, const CudaPuSettings& settings) const {
    if (device >= devices_.size()) {
        throw device_error(
            "there is no CUDA device " + std::to_string(device) + (why_none_.empty() ? "" : ": " + why_none_),
            "see `bt-agent info` for the GPUs of this machine");
    }
    if (devices_[device].unusable) {
        throw device_error(
            "GPU '" + printable(devices_[device].name) + "' cannot be a PU: " + *devices_[device].unusable,
            "use --backend vk or --backend cpu");
    }
    return std::make_unique<OpenPu>(devices_[device], static_cast<int>(device), settings);
}

}  // namespace bt::apps
