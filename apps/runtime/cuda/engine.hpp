#pragma once

#include <cuda_runtime_api.h>

#include <memory>

#include "runtime/cuda/cuda.hpp"
#include "runtime/prepared.hpp"

namespace bt::apps::cuda {

// What CUDA hands out and wants back.
template <class Handle, auto give_back>
class Owned {
public:
    Owned() = default;
    explicit Owned(Handle handle) : handle_(handle) {}
    Owned(Owned&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Owned& operator=(Owned&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Owned() {
        if (handle_ != nullptr) give_back(handle_);
    }
    Handle get() const { return handle_; }

private:
    Handle handle_ = nullptr;
};

using Stream = Owned<cudaStream_t, cudaStreamDestroy>;
using Event = Owned<cudaEvent_t, cudaEventDestroy>;
using Graph = Owned<cudaGraph_t, cudaGraphDestroy>;
using Submission = Owned<cudaGraphExec_t, cudaGraphExecDestroy>;

// Runs chunks on one GPU: the launches of each are recorded as one graph for each task object and then only submitted.
class GpuEngine : public Engine {
public:
    GpuEngine(const CudaDeviceInfo& info, int device, const CudaPuSettings& settings);
    GpuEngine(const GpuEngine&) = delete;
    GpuEngine& operator=(const GpuEngine&) = delete;

    const Pu& pu() const override { return pu_; }
    bool can_run(const Application& app, Stage stage) const override { return app.has_cuda(stage); }
    void enter() override;  // CUDA's current device is the thread's
    void prepare(const TaskObject& object, StageRange stages) override { submission_of(object, stages); }
    void run(const TaskObject& object, StageRange stages) override;
    void set_spins(int rounds) override { spins_ = rounds; }

private:
    const Submission& submission_of(const TaskObject& object, StageRange stages);
    Submission record(const TaskObject& object, StageRange stages);
    void wait();
    void check(cudaError_t fault, const char* doing) const;

    Pu pu_;
    std::string name_;
    int device_;
    CudaPuSettings settings_;
    Stream stream_;
    Event ended_;
    Prepared<Submission> known_;
    int spins_ = 2000;
};

}  // namespace bt::apps::cuda
