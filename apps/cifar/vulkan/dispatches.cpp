#include "cifar/vulkan/dispatches.hpp"

#include "shaders/cifar_conv.hpp"
#include "shaders/cifar_linear.hpp"
#include "shaders/cifar_pool.hpp"
#include "shaders/cifar_sparse_conv.hpp"
#include "shaders/cifar_sparse_linear.hpp"

namespace bt::apps::cifar {
namespace {

std::uint32_t word(std::size_t value) { return static_cast<std::uint32_t>(value); }

// Work groups of 64 threads that share out the threads of one image.
VulkanDispatch dispatch(std::span<const std::uint32_t> spirv, const Layer& layer, std::size_t batch,
                        std::vector<std::size_t> buffers, std::size_t threads) {
    const std::vector<std::uint32_t> shape{static_cast<std::uint32_t>(layer.in_channels), word(layer.rows()),
                                           static_cast<std::uint32_t>(layer.side)};
    return {spirv, std::move(buffers), {}, shape, {word((threads + 63) / 64), word(batch), 1}};
}

}  // namespace

VulkanDispatch conv_dispatch(const Layer& layer, std::size_t batch, std::vector<std::size_t> buffers) {
    return dispatch(shaders::cifar_conv, layer, batch, std::move(buffers), layer.out_elements() / 32);
}

VulkanDispatch sparse_conv_dispatch(const Layer& layer, std::size_t batch, std::vector<std::size_t> buffers) {
    return dispatch(shaders::cifar_sparse_conv, layer, batch, std::move(buffers), layer.out_elements() / 4);
}

VulkanDispatch pool_dispatch(const Layer& layer, std::size_t batch, std::size_t input, std::size_t output) {
    return dispatch(shaders::cifar_pool, layer, batch, {input, output}, layer.out_elements());
}

VulkanDispatch linear_dispatch(const Layer& layer, std::size_t batch, std::vector<std::size_t> buffers) {
    return dispatch(shaders::cifar_linear, layer, batch, std::move(buffers), 64);
}

VulkanDispatch sparse_linear_dispatch(const Layer& layer, std::size_t batch, std::vector<std::size_t> buffers) {
    return dispatch(shaders::cifar_sparse_linear, layer, batch, std::move(buffers), 64);
}

}  // namespace bt::apps::cifar
