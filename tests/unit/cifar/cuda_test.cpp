#include <gtest/gtest.h>

#include <algorithm>

#include "cifar/cuda/items.hpp"
#include "unit/cifar/task.hpp"

#ifdef BT_HAS_CUDA
#include <cuda_runtime_api.h>
#endif

namespace bt::apps::cifar {
namespace {

// All threads of a stage's grid, one after the other, on the host: the arithmetic of the CUDA kernels without a GPU.
class Grid {
public:
    Grid(const NetworkApplication& app, Storage storage, const Buffers& buffers, Stage stage)
        : layer_(layers[stage.index()]),
          storage_(storage),
          batch_(static_cast<cuda::Word>(app.batch())),
          input_(buffers.as<float>(app.input_buffer(stage)).data()),
          output_(buffers.as<float>(app.output_buffer(stage)).data()) {
        if (layer_.weights < 0) return;
        const std::size_t first = app.weights_buffer(layer_);
        bias_ = buffers.as<float>(app.bias_buffer(layer_)).data();
        matrix_ = buffers.as<float>(first).data();
        rows_ = buffers.as<cuda::Word>(first).data();
        columns_ = buffers.as<cuda::Word>(first + 1).data();
        values_ = buffers.as<float>(first + 2).data();
    }

    void walk() const {
        for (cuda::Word image = 0; image < batch_; ++image) walk_image(image);
    }

private:
    void walk_image(cuda::Word image) const {
        using namespace cuda;
        const bool dense = storage_ == Storage::dense;
        switch (layer_.kind) {
            case LayerKind::conv:
                if (dense) {
                    const auto* const fours = reinterpret_cast<const Four*>(matrix_);
                    for (Word i = 0; i < conv_items(shape_); ++i)
                        conv_item(shape_, image, i, input_, fours, bias_, output_);
                } else {
                    for (Word i = 0; i < sparse_conv_items(shape_); ++i)
                        sparse_conv_item(shape_, image, i, input_, rows_, columns_, values_, bias_, output_);
                }
                break;
            case LayerKind::pool:
                for (Word i = 0; i < pool_items(shape_); ++i) pool_item(shape_, image, i, input_, output_);
                break;
            case LayerKind::linear: walk_linear(image); break;
        }
    }

    void walk_linear(cuda::Word image) const {
        using namespace cuda;
        std::vector<float> parts(classes * linear_threads);
        for (Word out = 0; out < classes; ++out)
            for (Word thread = 0; thread < linear_threads; ++thread)
                parts[out * linear_threads + thread] =
                    storage_ == Storage::dense
                        ? linear_part(shape_, image, out, thread, input_, matrix_)
                        : sparse_linear_part(shape_, image, out, thread, input_, rows_, columns_, values_);
        for (Word out = 0; out < classes; ++out)
            output_[image * classes + out] = sum_of_parts(parts.data(), out, bias_);
    }

    const Layer& layer_;
    Storage storage_;
    cuda::Word batch_;
    const float* input_;
    float* output_;
    const float* bias_ = nullptr;
    const float* matrix_ = nullptr;
    const cuda::Word* rows_ = nullptr;
    const cuda::Word* columns_ = nullptr;
    const float* values_ = nullptr;
    cuda::Shape shape_{static_cast<cuda::Word>(layer_.in_channels), static_cast<cuda::Word>(layer_.out_channels),
                       static_cast<cuda::Word>(layer_.side)};
};

// Runs all stages by `run(stage, task)` and names what is wrong with the first wrong one.
template <class Run>
std::string first_wrong_stage(const NetworkApplication& app, const Run& run) {
    Task expected(app, 4), task(app, 4);
    app.reference(expected.buffers());
    for (std::size_t index = 0; index < stage_total; ++index) {
        const Stage stage = Stage::from_index(index);
        run(stage, task);
        const std::size_t output = app.output_buffer(stage);
        const std::string fault = fault_in(task.buffers().as<float>(output), expected.buffers().as<float>(output));
        if (!fault.empty()) return app.stage_names()[index] + ": " + fault;
    }
    return "";
}

TEST(CifarCudaKernels, AllThreadsTogetherMakeWhatTheReferenceMakes) {
    const auto walk = [](const NetworkApplication& app, Storage storage) {
        return first_wrong_stage(
            app, [&](Stage stage, const Task& task) { Grid(app, storage, task.buffers(), stage).walk(); });
    };
    EXPECT_EQ(walk(*make_dense(3), Storage::dense), "");
    EXPECT_EQ(walk(*make_sparse(3, "0.1"), Storage::sparse), "");
}

#ifdef BT_HAS_CUDA

// The buffers of a task on the GPU.
class DeviceTask {
public:
    explicit DeviceTask(const Buffers& host) : host_(host) {
        for (std::size_t i = 0; i < host.size(); ++i) {
            void* block = nullptr;
            check(cudaMalloc(&block, host.bytes(i).size()));
            blocks_.push_back(block);
            check(cudaMemcpy(block, host.bytes(i).data(), host.bytes(i).size(), cudaMemcpyHostToDevice));
        }
    }
    ~DeviceTask() {
        for (void* const block : blocks_) cudaFree(block);
    }
    DeviceTask(const DeviceTask&) = delete;
    DeviceTask& operator=(const DeviceTask&) = delete;

    std::span<void* const> blocks() const { return blocks_; }
    void fetch(std::size_t buffer) const {
        check(cudaMemcpy(host_.bytes(buffer).data(), blocks_[buffer], host_.bytes(buffer).size(),
                         cudaMemcpyDeviceToHost));
    }

private:
    static void check(cudaError_t fault) { ASSERT_EQ(fault, cudaSuccess) << cudaGetErrorString(fault); }

    const Buffers& host_;
    std::vector<void*> blocks_;
};

std::string wrong_on_gpu(const NetworkApplication& app) {
    std::optional<DeviceTask> device;
    return first_wrong_stage(app, [&](Stage stage, const Task& task) {
        if (!device) device.emplace(task.buffers());
        EXPECT_TRUE(app.launch_cuda(stage, device->blocks(), nullptr));
        device->fetch(app.output_buffer(stage));
    });
}

TEST(CifarOnCuda, EachStageEqualsTheReference) {
    int devices = 0;
    if (const cudaError_t fault = cudaGetDeviceCount(&devices); fault != cudaSuccess || devices == 0)
        GTEST_SKIP() << "no CUDA device: " << cudaGetErrorString(fault);
    for (const int batch : {1, 3, 128}) EXPECT_EQ(wrong_on_gpu(*make_dense(batch)), "") << batch;
    for (const char* density : {"0.01", "0.1", "1"}) EXPECT_EQ(wrong_on_gpu(*make_sparse(3, density)), "") << density;
}

#else

TEST(CifarOnCuda, EachStageEqualsTheReference) { GTEST_SKIP() << "built without CUDA: nvcc was not found"; }

TEST(CifarOnCuda, HasNoKernelsWhereItWasBuiltWithoutThem) {
    const auto app = make_dense(1);
    const std::vector<void*> none(app->buffers().size());
    EXPECT_FALSE(app->launch_cuda(Stage::from_number(1), none, nullptr));
}

#endif

}  // namespace
}  // namespace bt::apps::cifar
