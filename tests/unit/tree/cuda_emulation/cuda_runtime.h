// What CUDA offers, as far as the kernels of the tree use it, on one thread of the CPU: each thread of a block is a
// fiber that runs until the next barrier. Enough to run the very source of the kernels where there is no GPU; says
// nothing about speed, nor about races between barriers other than those that the turned order of the fibers shows.
#pragma once

#include <setjmp.h>
#include <ucontext.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#define __global__ inline
#define __device__
#define __shared__ static  // blocks run one after the other

namespace cuda_emulation {

struct Index {
    unsigned x;
};

class Block {
public:
    static constexpr unsigned most_threads = 256;

    void run(unsigned threads, const std::function<void()>& kernel) {
        kernel_ = &kernel;
        std::fill_n(done_, threads, false);
        for (unsigned left = threads; left > 0;) {
            for (unsigned turn = 0; turn < threads; ++turn) {
                const unsigned thread = (turn * 37 + 11) % threads;  // not in order; threads is a power of two
                if (done_[thread]) continue;
                resume(thread);
                if (done_[thread]) --left;
            }
        }
    }
    void yield() {
        if (_setjmp(fibers_[current_]) == 0) _longjmp(scheduler_, 1);
    }

private:
    static constexpr std::size_t stack_size = 65536;

    void resume(unsigned thread);
    static void enter();

    const std::function<void()>* kernel_ = nullptr;
    jmp_buf scheduler_{};
    jmp_buf fibers_[most_threads]{};
    bool started_[most_threads]{};
    bool done_[most_threads]{};
    unsigned current_ = 0;
    std::vector<char> stacks_ = std::vector<char>(most_threads * stack_size);
};

inline Block block;

}  // namespace cuda_emulation

inline cuda_emulation::Index threadIdx, blockIdx, gridDim;

inline void cuda_emulation::Block::enter() {
    for (;;) {
        (*block.kernel_)();
        block.done_[block.current_] = true;
        block.yield();
    }
}

inline void cuda_emulation::Block::resume(unsigned thread) {
    current_ = thread;
    threadIdx.x = thread;
    if (_setjmp(scheduler_) != 0) return;
    if (started_[thread]) _longjmp(fibers_[thread], 1);
    started_[thread] = true;
    ucontext_t context;
    getcontext(&context);
    context.uc_stack.ss_sp = stacks_.data() + thread * stack_size;
    context.uc_stack.ss_size = stack_size;
    context.uc_link = nullptr;
    makecontext(&context, &Block::enter, 0);
    setcontext(&context);
}

inline void run_grid(unsigned blocks, unsigned threads, const std::function<void()>& kernel) {
    gridDim.x = blocks;
    for (blockIdx.x = 0; blockIdx.x < blocks; ++blockIdx.x) cuda_emulation::block.run(threads, kernel);
}

// Every thread of the kernels reads its index anew after a barrier.
inline void __syncthreads() { cuda_emulation::block.yield(); }
inline unsigned atomicAdd(unsigned* word, unsigned value) { return std::exchange(*word, *word + value); }
inline unsigned atomicOr(unsigned* word, unsigned value) { return std::exchange(*word, *word | value); }
inline unsigned __popc(unsigned value) { return static_cast<unsigned>(__builtin_popcount(value)); }
inline int __clz(int value) { return value == 0 ? 32 : __builtin_clz(static_cast<unsigned>(value)); }
using std::max;
using std::min;

using cudaStream_t = void*;
using cudaError_t = int;
inline constexpr cudaError_t cudaSuccess = 0;
inline cudaError_t cudaPeekAtLastError() { return cudaSuccess; }
inline const char* cudaGetErrorString(cudaError_t) { return "no error"; }
