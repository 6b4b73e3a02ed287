#include "tree/vulkan/dispatches.hpp"

#include <algorithm>

#include "shaders/tree_edge_count.hpp"
#include "shaders/tree_edge_scan.hpp"
#include "shaders/tree_edge_sum.hpp"
#include "shaders/tree_morton.hpp"
#include "shaders/tree_octree_cells.hpp"
#include "shaders/tree_octree_clear.hpp"
#include "shaders/tree_octree_leaves.hpp"
#include "shaders/tree_radix_tree.hpp"
#include "shaders/tree_scan_sums.hpp"
#include "shaders/tree_sort_count.hpp"
#include "shaders/tree_sort_scan.hpp"
#include "shaders/tree_sort_scatter.hpp"
#include "shaders/tree_unique_count.hpp"
#include "shaders/tree_unique_write.hpp"
#include "tree/outline.hpp"

namespace bt::apps::tree {
namespace {

using Dispatches = std::vector<VulkanDispatch>;
using Words = std::vector<std::uint32_t>;

constexpr std::size_t group_size = 256;
constexpr std::size_t most_groups = 65535;  // what every device allows

std::uint32_t word(std::size_t value) { return static_cast<std::uint32_t>(value); }

// How many work groups: one thread for each element (it goes on to the next where there are more elements than
// threads), one group for each tile, or a number.
struct Groups {
    std::uint32_t count;
    static Groups for_each(std::size_t elements) {
        return {word(std::min((elements + group_size - 1) / group_size, most_groups))};
    }
};

VulkanDispatch dispatch(std::span<const std::uint32_t> spirv, std::vector<std::size_t> buffers, Words push,
                        Groups groups) {
    return {spirv, std::move(buffers), std::move(push), {}, {groups.count, 1, 1}};
}

// Four digits of eight bits; the fourth ends in `sorted`.
Dispatches sort(std::uint32_t points) {
    using namespace buffer;
    const std::uint32_t tile_count = word(tiles(points));
    Dispatches all;
    std::size_t from = morton;
    for (std::uint32_t shift = 0; shift < code_bits; shift += 8) {
        const std::size_t to = from == sort_scratch ? sorted : sort_scratch;
        const Words push{points, shift, tile_count};
        all.push_back(dispatch(shaders::tree_sort_count, {from, partial}, push, {tile_count}));
        all.push_back(dispatch(shaders::tree_sort_scan, {partial}, push, {word(gpu_digits)}));
        all.push_back(dispatch(shaders::tree_sort_scatter, {from, to, partial}, push, {tile_count}));
        from = to;
    }
    return all;
}

Dispatches make_unique(std::uint32_t points) {
    using namespace buffer;
    const std::uint32_t tile_count = word(tiles(points));
    return {dispatch(shaders::tree_unique_count, {sorted, partial}, {points}, {tile_count}),
            dispatch(shaders::tree_scan_sums, {partial, counts}, {tile_count, count::leaves}, {1}),
            dispatch(shaders::tree_unique_write, {sorted, partial, unique}, {points}, {tile_count})};
}

Dispatches build_radix_tree(std::uint32_t points) {
    using namespace buffer;
    return {dispatch(shaders::tree_radix_tree, {unique, counts, node_prefix, node_parent, node_children, leaf_node},
                     {points}, Groups::for_each(points))};
}

Dispatches count_edges(std::uint32_t points) {
    using namespace buffer;
    return {dispatch(shaders::tree_edge_count, {node_prefix, node_parent, counts, edge_count}, {points},
                     Groups::for_each(points))};
}

Dispatches sum_edges(std::uint32_t points) {
    using namespace buffer;
    const std::uint32_t tile_count = word(tiles(points));
    return {dispatch(shaders::tree_edge_sum, {edge_count, counts, partial}, {points}, {tile_count}),
            dispatch(shaders::tree_scan_sums, {partial, counts}, {tile_count, count::cells}, {1}),
            dispatch(shaders::tree_edge_scan, {edge_count, counts, partial, cell_offset}, {points}, {tile_count})};
}

Dispatches build_octree(std::uint32_t points) {
    using namespace buffer;
    const Words push{points, word(most_cells(points))};
    const Groups groups = Groups::for_each(points);
    return {dispatch(shaders::tree_octree_clear, {counts, cell_children}, push, groups),
            dispatch(shaders::tree_octree_cells,
                     {unique, node_prefix, node_parent, edge_count, cell_offset, counts, cell_code, cell_level,
                      cell_parent, cell_children},
                     push, groups),
            dispatch(shaders::tree_octree_leaves,
                     {unique, node_prefix, node_parent, leaf_node, edge_count, cell_offset, counts, cell_children,
                      leaf_cell},
                     push, groups)};
}

}  // namespace

Dispatches vulkan_dispatches(Stage stage, std::size_t points) {
    const std::uint32_t n = word(points);
    switch (stage.number()) {
        case 1:
            return {dispatch(shaders::tree_morton, {buffer::points, buffer::morton}, {n}, Groups::for_each(points))};
        case 2: return sort(n);
        case 3: return make_unique(n);
        case 4: return build_radix_tree(n);
        case 5: return count_edges(n);
        case 6: return sum_edges(n);
        case 7: return build_octree(n);
        default: return {};
    }
}

}  // namespace bt::apps::tree
