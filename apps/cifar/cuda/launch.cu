#include "cifar/cuda/launch.hpp"

#include <string>

#include "bt/core/error.hpp"
#include "cifar/cuda/items.hpp"

namespace bt::apps::cifar {
namespace cuda {
namespace {

// Block y is the image.
__device__ Word item_number() { return blockIdx.x * block_size + threadIdx.x; }

__global__ void conv(Shape shape, const float* input, const Four* weights, const float* bias, float* output) {
    const Word item = item_number();
    if (item < conv_items(shape)) conv_item(shape, blockIdx.y, item, input, weights, bias, output);
}

__global__ void sparse_conv(Shape shape, const float* input, const Word* row_begin, const Word* columns,
                            const float* values, const float* bias, float* output) {
    const Word item = item_number();
    if (item < sparse_conv_items(shape))
        sparse_conv_item(shape, blockIdx.y, item, input, row_begin, columns, values, bias, output);
}

__global__ void pool(Shape shape, const float* input, float* output) {
    const Word item = item_number();
    if (item < pool_items(shape)) pool_item(shape, blockIdx.y, item, input, output);
}

__global__ void linear(Shape shape, const float* input, const float* weights, const float* bias, float* output) {
    __shared__ float parts[classes * linear_threads];
    const Word thread = threadIdx.x;
    for (Word out = 0; out < shape.out_channels; ++out)
        parts[out * linear_threads + thread] = linear_part(shape, blockIdx.y, out, thread, input, weights);
    __syncthreads();
    if (thread < shape.out_channels)
        output[blockIdx.y * shape.out_channels + thread] = sum_of_parts(parts, thread, bias);
}

__global__ void sparse_linear(Shape shape, const float* input, const Word* row_begin, const Word* columns,
                              const float* values, const float* bias, float* output) {
    __shared__ float parts[classes * linear_threads];
    const Word thread = threadIdx.x;
    for (Word out = 0; out < shape.out_channels; ++out)
        parts[out * linear_threads + thread] =
            sparse_linear_part(shape, blockIdx.y, out, thread, input, row_begin, columns, values);
    __syncthreads();
    if (thread < shape.out_channels)
        output[blockIdx.y * shape.out_channels + thread] = sum_of_parts(parts, thread, bias);
}

class Launch {
public:
    Launch(const LayerLaunch& what, void* stream) : what_(what), stream_(static_cast<cudaStream_t>(stream)) {}

    void run() const {
        const bool dense = what_.storage == Storage::dense;
        switch (what_.layer.kind) {
            case LayerKind::conv: return dense ? run_conv() : run_sparse_conv();
            case LayerKind::pool: return run_pool();
            case LayerKind::linear: return dense ? run_linear() : run_sparse_linear();
        }
    }

private:
    const float* floats(std::size_t weights_buffer) const {
        return static_cast<const float*>(what_.weights[weights_buffer]);
    }
    const Word* words(std::size_t weights_buffer) const {
        return static_cast<const Word*>(what_.weights[weights_buffer]);
    }
    dim3 grid(Word items) const { return {(items + block_size - 1) / block_size, static_cast<Word>(what_.batch), 1}; }
    dim3 one_block_for_each_image() const { return {1, static_cast<Word>(what_.batch), 1}; }

    void run_conv() const {
        conv<<<grid(conv_items(shape_)), block_size, 0, stream_>>>(
            shape_, input_, static_cast<const Four*>(what_.weights[0]), floats(1), output_);
    }
    void run_sparse_conv() const {
        sparse_conv<<<grid(sparse_conv_items(shape_)), block_size, 0, stream_>>>(shape_, input_, words(0), words(1),
                                                                                 floats(2), floats(3), output_);
    }
    void run_pool() const { pool<<<grid(pool_items(shape_)), block_size, 0, stream_>>>(shape_, input_, output_); }
    void run_linear() const {
        linear<<<one_block_for_each_image(), linear_threads, 0, stream_>>>(shape_, input_, floats(0), floats(1),
                                                                           output_);
    }
    void run_sparse_linear() const {
        sparse_linear<<<one_block_for_each_image(), linear_threads, 0, stream_>>>(shape_, input_, words(0), words(1),
                                                                                  floats(2), floats(3), output_);
    }

    const LayerLaunch& what_;
    cudaStream_t stream_;
    Shape shape_{static_cast<Word>(what_.layer.in_channels), static_cast<Word>(what_.layer.out_channels),
                 static_cast<Word>(what_.layer.side)};
    const float* input_ = static_cast<const float*>(what_.input);
    float* output_ = static_cast<float*>(what_.output);
};

}  // namespace
}  // namespace cuda

bool has_cuda_kernels() { return true; }

bool launch_layer(const LayerLaunch& launch, void* stream) {
    cuda::Launch(launch, stream).run();
    if (const cudaError_t fault = cudaGetLastError(); fault != cudaSuccess)
        throw device_error(std::string("CUDA cannot launch ") + launch.layer.name + ": " + cudaGetErrorString(fault));
    return true;
}

}  // namespace bt::apps::cifar
