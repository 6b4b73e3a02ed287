// The source of the CUDA kernels, run thread by thread on the CPU (cuda_emulation/cuda_runtime.h), so that it is under
// test on machines without a GPU. On a GPU they are compared by tests of the PU cuda.
#include <gtest/gtest.h>

#include "tree/cuda/launch.cu"
#include "unit/tree/task.hpp"

namespace bt::apps::tree {
namespace {

std::string difference_on_cuda(std::size_t points, const char* scene) {
    const auto app = make_tree(points, points, scene);
    Task task(app->buffers());
    Task expected(app->buffers());
    const Buffers buffers = task.buffers();
    app->fill_input(0, buffers);
    app->fill_input(0, expected.buffers());
    std::vector<void*> pointers;
    for (std::size_t i = 0; i < buffers.size(); ++i) pointers.push_back(buffers.bytes(i).data());
    for (int stage = 1; stage <= 7; ++stage) EXPECT_TRUE(launch_on_cuda(stage, points, pointers, nullptr));
    app->reference(expected.buffers());
    if (const auto fault = app->structural_fault(buffers)) return *fault;
    return first_difference(*app, buffers, expected.buffers());
}

TEST(TreeOnCuda, EqualsTheReferenceThreadByThread) {
    for (const std::size_t points : std::vector<std::size_t>{1, 2, 257, 2049}) {
        EXPECT_EQ(difference_on_cuda(points, "uniform"), "") << points << " points";
    }
    EXPECT_EQ(difference_on_cuda(5000, "clustered"), "");
}

}  // namespace
}  // namespace bt::apps::tree
