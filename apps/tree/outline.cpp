#include "tree/outline.hpp"

namespace bt::apps::tree {

std::vector<BufferSpec> outline(std::size_t points) {
    const std::size_t cells = most_cells(points);
    using enum Role;
    return {
        {"points", input, Element::f32, 3 * points},  {"morton", work, Element::u32, points},
        {"sorted", output, Element::u32, points},     {"sort-scratch", work, Element::u32, points},
        {"unique", output, Element::u32, points},     {"node-prefix", work, Element::u32, points},
        {"node-parent", work, Element::u32, points},  {"node-children", output, Element::u32, 2 * points},
        {"leaf-node", work, Element::u32, points},    {"edge-count", work, Element::u32, points},
        {"cell-offset", work, Element::u32, points},  {"counts", output, Element::u32, count::counts},
        {"cell-code", output, Element::u32, cells},   {"cell-level", output, Element::u32, cells},
        {"cell-parent", output, Element::u32, cells}, {"cell-children", output, Element::u32, 8 * cells},
        {"leaf-cell", output, Element::u32, points},  {"partial", work, Element::u32, partial_size(points)},
    };
}

Extent extent_of(const Buffers& buffers) {
    const auto counts = buffers.as<std::uint32_t>(buffer::counts);
    const std::size_t points = buffers.as<std::uint32_t>(buffer::unique).size();
    const std::size_t cells = buffers.as<std::uint32_t>(buffer::cell_code).size();
    return {points, std::clamp<std::size_t>(counts[count::leaves], 1, points),
            std::clamp<std::size_t>(counts[count::nodes], 1, points),
            std::clamp<std::size_t>(counts[count::cells], 1, cells)};
}

}  // namespace bt::apps::tree
