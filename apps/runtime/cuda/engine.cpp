#include "runtime/cuda/engine.hpp"

#include <sched.h>

#include <algorithm>

#include "bt/core/error.hpp"
#include "runtime/monotonic.hpp"
#include "runtime/parking.hpp"

namespace bt::apps::cuda {
namespace {

std::vector<void*> pointers(const Buffers& buffers) {
    std::vector<void*> found;
    for (std::size_t i = 0; i < buffers.size(); ++i) found.push_back(buffers.bytes(i).data());
    return found;
}

}  // namespace

GpuEngine::GpuEngine(const CudaDeviceInfo& info, int device, const CudaPuSettings& settings)
    : pu_{PuName("cuda"), {}}, name_(info.name), device_(device), settings_(settings) {
    enter();
    cudaStream_t stream = nullptr;
    check(cudaStreamCreateWithFlags(&stream, cudaStreamNonBlocking), "making a stream");
    stream_ = Stream(stream);
    cudaEvent_t event = nullptr;
    check(cudaEventCreateWithFlags(&event, cudaEventDisableTiming | cudaEventBlockingSync), "making an event");
    ended_ = Event(event);
}

void GpuEngine::check(cudaError_t fault, const char* doing) const {
    if (fault == cudaSuccess) return;
    cudaGetLastError();  // taken notice of
    throw device_error("GPU '" + printable(name_) + "' failed when " + doing + ": " + cudaGetErrorString(fault),
                       "look at the kernel's log for Xid messages; --backend cpu does without it");
}

void GpuEngine::enter() { check(cudaSetDevice(device_), "choosing it"); }

const Submission& GpuEngine::submission_of(const TaskObject& object, StageRange stages) {
    return known_.get(object, stages, [&] { return record(object, stages); });
}

Submission GpuEngine::record(const TaskObject& object, StageRange stages) {
    enter();  // prepare() may come from another thread than run()
    const std::vector<void*> buffers = pointers(object.buffers);
    check(cudaStreamBeginCapture(stream_.get(), cudaStreamCaptureModeThreadLocal), "recording a chunk");
    std::exception_ptr failure;
    try {
        for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) {
            if (!object.app->launch_cuda(stage, buffers, stream_.get())) {
                throw device_error("stage " + std::to_string(stage.number()) + " has no CUDA kernel");
            }
        }
    } catch (...) {
        failure = std::current_exception();
    }
    cudaGraph_t graph = nullptr;
    const cudaError_t ended = cudaStreamEndCapture(stream_.get(), &graph);
    const Graph owned(graph);
    if (failure) std::rethrow_exception(failure);
    check(ended, "recording a chunk");
    cudaGraphExec_t submission = nullptr;
    check(cudaGraphInstantiateWithFlags(&submission, owned.get(), 0), "making a submission of a chunk");
    return Submission(submission);
}

void GpuEngine::run(const TaskObject& object, StageRange stages) {
    check(cudaGraphLaunch(submission_of(object, stages).get(), stream_.get()), "submitting a chunk");
    check(cudaEventRecord(ended_.get(), stream_.get()), "submitting a chunk");
    wait();
}

// Short chunks end while it spins. CUDA has no wait with an end: after the spins the core is left to others between two
// looks, until the chunk ends or the GPU counts as hung.
void GpuEngine::wait() {
    cudaError_t state = cudaErrorNotReady;
    for (int i = 0; i < spins_ && state == cudaErrorNotReady; ++i) {
        state = cudaEventQuery(ended_.get());
        relax();
    }
    const std::int64_t hung = monotonic_ns() + settings_.hang_ns;
    while (state == cudaErrorNotReady) {
        sched_yield();
        state = cudaEventQuery(ended_.get());
        if (state == cudaErrorNotReady && monotonic_ns() > hung) {
            throw device_error("GPU '" + printable(name_) + "' has not finished a chunk within " +
                                   std::to_string(settings_.hang_ns / 1'000'000) + " ms",
                               "the GPU hangs or is far too slow: try fewer stages on it, or use --backend cpu");
        }
    }
    check(state, "running a chunk");
}

}  // namespace bt::apps::cuda
