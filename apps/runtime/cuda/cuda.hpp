#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "runtime/engine.hpp"
#include "runtime/task_object.hpp"

// The PU `cuda`. No CUDA header is needed to use it and no driver to start: CUDA's runtime is linked into the program
// and opens the driver at run time.
namespace bt::apps {

// How CPU kernels and the GPU come to see the same bytes under one address.
enum class CudaSharing {
    managed,  // pages move on demand while both work (discrete cards)
    mapped,   // one memory for both, pinned: boards, and cards that cannot move pages while both work
};

struct CudaDeviceInfo {
    std::string name;
    std::string compute;  // "8.7"
    std::string driver;   // the newest CUDA that it takes, "12.4"
    CudaSharing sharing;
    std::optional<std::string> unusable;  // why it cannot be a PU
};

struct CudaPuSettings {
    std::int64_t hang_ns = 60'000'000'000;  // a submission that takes longer is a device error
};

// One GPU in use: where task objects must live that it works on, and what runs stages on it.
class CudaPu {
public:
    virtual ~CudaPu() = default;

    virtual const CudaDeviceInfo& info() const = 0;
    virtual BufferMemory& memory() = 0;  // its blocks live as long as this object
    virtual Engine& engine() = 0;
};

// CUDA on this machine.
class Cuda {
public:
    // Never throws because there is none: why_none() then says what is missing.
    static Cuda look();

    std::span<const CudaDeviceInfo> devices() const { return devices_; }
    const std::string& why_none() const { return why_none_; }  // empty where there are devices
    std::optional<std::size_t> first_usable() const;

    // Throws a device error.
    std::unique_ptr<CudaPu> open(std::size_t device, const CudaPuSettings& settings = {}) const;

private:
    std::vector<CudaDeviceInfo> devices_;
    std::string why_none_;
};

}  // namespace bt::apps
