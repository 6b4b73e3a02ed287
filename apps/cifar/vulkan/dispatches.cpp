#include "cifar/vulkan/dispatches.hpp"

#include "shaders/cifar_conv.hpp"
#include "shaders/cifar_linear.hpp"
#include "shaders/cifar_pool.hpp"
#include "shaders/cifar_sparse_conv.hpp"
#include "shaders/cifar_sparse_linear.hpp"

namespace bt::apps::cifar {
namespace {

std::uint32_t word(std::size_t value) { return static_cast<std::uint32_t>(value); }

constexpr std::size_t group_size = 64;

// A shader, and how many of its threads work on one image.
struct Shader {
    std::span<const std::uint32_t> spirv;
    std::size_t threads;
};

Shader shader_of(const Layer& layer, Storage storage) {
    const bool dense = storage == Storage::dense;
    switch (layer.kind) {
        case LayerKind::pool: return {shaders::cifar_pool, layer.out_elements()};
        case LayerKind::linear:
            if (dense) return {shaders::cifar_linear, group_size};
            return {shaders::cifar_sparse_linear, group_size};
        case LayerKind::conv: break;
    }
    if (dense) return {shaders::cifar_conv, layer.out_elements() / 32};
    return {shaders::cifar_sparse_conv, layer.out_elements() / 4};
}

}  // namespace

VulkanDispatch layer_dispatch(const Layer& layer, Storage storage, std::size_t batch,
                              std::vector<std::size_t> buffers) {
    const Shader shader = shader_of(layer, storage);
    const std::vector<std::uint32_t> shape{static_cast<std::uint32_t>(layer.in_channels),
                                           static_cast<std::uint32_t>(layer.out_channels),
                                           static_cast<std::uint32_t>(layer.side)};
    return {shader.spirv,
            std::move(buffers),
            {},
            shape,
            {word((shader.threads + group_size - 1) / group_size), word(batch), 1}};
}

}  // namespace bt::apps::cifar
