#include "tree/cuda/launch.hpp"

#include <string>

#include "bt/core/error.hpp"
#include "tree/outline.hpp"

#include "tree/cuda/octree.cuh"
#include "tree/cuda/radix_tree.cuh"
#include "tree/cuda/sort.cuh"

namespace bt::apps::tree {
namespace {

using cuda::Word;

// The launches of one stage, in order on one stream, so that each sees all writes of those before it.
class Launches {
public:
    Launches(std::size_t points, std::span<void* const> buffers, void* stream)
        : points_(static_cast<Word>(points)), buffers_(buffers), stream_(static_cast<cudaStream_t>(stream)) {}

    void run(int stage) const {
        switch (stage) {
            case 1: return encode();
            case 2: return sort();
            case 3: return make_unique();
            case 4: return build_radix_tree();
            case 5: return count_edges();
            case 6: return sum_edges();
            default: return build_octree();
        }
    }

private:
    template <class... Parameters, class... Arguments>
    void start(Word blocks, void (*kernel)(Parameters...), Arguments... arguments) const {
#ifdef __CUDACC__
        kernel<<<blocks, cuda::block_size, 0, stream_>>>(arguments...);
#else
        run_grid(blocks, cuda::block_size, [=] { kernel(arguments...); });  // tests on machines without a GPU
#endif
    }

    Word* words(std::size_t which) const { return static_cast<Word*>(buffers_[which]); }
    Word tile_count() const { return static_cast<Word>(tiles(points_)); }
    Word for_each() const { return (points_ + cuda::block_size - 1) / cuda::block_size; }

    void encode() const {
        start(for_each(), cuda::encode_morton, static_cast<const float*>(buffers_[buffer::points]),
              words(buffer::morton), points_);
    }

    // Four digits of eight bits; the fourth ends in `sorted`.
    void sort() const {
        Word* const partial = words(buffer::partial);
        const Word* from = words(buffer::morton);
        for (Word shift = 0; shift < code_bits; shift += 8) {
            Word* const to = words(shift % 16 == 0 ? buffer::sort_scratch : buffer::sorted);
            start(tile_count(), cuda::count_digits, from, partial, points_, shift, tile_count());
            start(gpu_digits, cuda::scan_digits, partial, tile_count());
            start(tile_count(), cuda::scatter_keys, from, to, partial, points_, shift, tile_count());
            from = to;
        }
    }

    void make_unique() const {
        const Word* const sorted = words(buffer::sorted);
        Word* const partial = words(buffer::partial);
        start(tile_count(), cuda::count_kept, sorted, partial, points_);
        start(1, cuda::scan_sums, partial, words(buffer::counts), tile_count(), count::leaves);
        start(tile_count(), cuda::write_kept, sorted, partial, words(buffer::unique), points_);
    }

    void build_radix_tree() const {
        const cuda::RadixTree tree{words(buffer::unique),      words(buffer::counts),        words(buffer::node_prefix),
                                   words(buffer::node_parent), words(buffer::node_children), words(buffer::leaf_node)};
        start(for_each(), cuda::build_radix_tree, tree, points_);
    }

    void count_edges() const {
        start(for_each(), cuda::count_edges, words(buffer::node_prefix), words(buffer::node_parent),
              words(buffer::counts), words(buffer::edge_count), points_);
    }

    void sum_edges() const {
        const Word* const edges = words(buffer::edge_count);
        Word* const counts = words(buffer::counts);
        Word* const partial = words(buffer::partial);
        start(tile_count(), cuda::sum_edges, edges, counts, partial, points_);
        start(1, cuda::scan_sums, partial, counts, tile_count(), count::cells);
        start(tile_count(), cuda::scan_edges, edges, counts, partial, words(buffer::cell_offset), points_);
    }

    void build_octree() const {
        const cuda::Octree tree{words(buffer::unique),
                                words(buffer::node_prefix),
                                words(buffer::node_parent),
                                words(buffer::leaf_node),
                                words(buffer::edge_count),
                                words(buffer::cell_offset),
                                words(buffer::counts),
                                words(buffer::cell_code),
                                words(buffer::cell_level),
                                words(buffer::cell_parent),
                                words(buffer::cell_children),
                                words(buffer::leaf_cell),
                                points_,
                                static_cast<Word>(most_cells(points_))};
        start(for_each(), cuda::clear_links, tree);
        start(for_each(), cuda::write_cells, tree);
        start(for_each(), cuda::write_leaves, tree);
    }

    Word points_;
    std::span<void* const> buffers_;
    cudaStream_t stream_;
};

}  // namespace

bool has_cuda_kernels() { return true; }

bool launch_on_cuda(int stage, std::size_t points, std::span<void* const> buffers, void* stream) {
    Launches(points, buffers, stream).run(stage);
    const cudaError_t status = cudaPeekAtLastError();
    if (status != cudaSuccess) {
        throw device_error("CUDA refuses stage " + std::to_string(stage) + " of tree: " + cudaGetErrorString(status));
    }
    return true;
}

}  // namespace bt::apps::tree
