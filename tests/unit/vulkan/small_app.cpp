#include "unit/vulkan/small_app.hpp"

#include "shaders/add.hpp"
#include "shaders/prefix.hpp"
#include "shaders/scale.hpp"

namespace bt::apps::test {
namespace {

using Words = std::span<std::uint32_t>;

std::function<void(const Buffers&)> each(std::size_t from, std::size_t to,
                                         std::function<std::uint32_t(std::uint32_t)> change) {
    return [=](const Buffers& buffers) {
        const Words in = buffers.as<std::uint32_t>(from);
        const Words out = buffers.as<std::uint32_t>(to);
        for (std::size_t i = 0; i < in.size(); ++i) out[i] = change(in[i]);
    };
}

void prefix_sums(const Buffers& buffers) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < buffers.as<std::uint32_t>(4).size(); ++i) {
        buffers.as<std::uint32_t>(5)[i] = sum += buffers.as<std::uint32_t>(4)[i];
    }
}

VulkanDispatch add(std::size_t from, std::size_t to, std::uint32_t count, std::uint32_t plus) {
    return {shaders::add, {from, to}, {count, plus}, {}, {(count + 63) / 64, 1, 1}};
}

}  // namespace

SmallApp chain_app(std::size_t count) {
    const auto n = static_cast<std::uint32_t>(count);
    std::vector<BufferSpec> buffers{
        {"in", Role::input, Element::u32, count},     {"factor", Role::shared, Element::u32, 1},
        {"added", Role::work, Element::u32, count},   {"scaled", Role::work, Element::u32, count},
        {"shifted", Role::work, Element::u32, count}, {"sums", Role::output, Element::u32, count}};
    // 32 invocations by constant 1; constant 2 adds nothing to the factor.
    const VulkanDispatch scale{shaders::scale, {2, 1, 3}, {n}, {32, 0}, {(n + 31) / 32, 1, 1}};
    const VulkanDispatch prefix{shaders::prefix, {4, 5}, {n}, {}, {1, 1, 1}};
    std::vector<SmallStage> stages{
        {"add", each(0, 2, [](std::uint32_t x) { return x + 7; }), {add(0, 2, n, 7)}},
        {"scale", each(2, 3, [](std::uint32_t x) { return x * 5; }), {scale}},
        // In two dispatches, the second of which reads what the first has written.
        {"shift", each(3, 4, [](std::uint32_t x) { return x + 11; }), {add(3, 5, n, 4), add(5, 4, n, 7)}},
        {"prefix", prefix_sums, {prefix}}};
    return {std::move(buffers), std::move(stages)};
}

SmallApp single_app(std::size_t count, VulkanDispatch dispatch) {
    return {{{"out", Role::output, Element::u32, count}}, {{"only", [](const Buffers&) {}, {std::move(dispatch)}}}};
}

}  // namespace bt::apps::test
