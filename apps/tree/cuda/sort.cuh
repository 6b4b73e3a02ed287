#pragma once

#include "tree/cuda/block.cuh"

// Stages 1 to 3: codes, sorted, each once.
namespace bt::apps::tree::cuda {

__device__ inline Word spread(Word v) {
    v = (v | v << 16) & 0x030000ffU;
    v = (v | v << 8) & 0x0300f00fU;
    v = (v | v << 4) & 0x030c30c3U;
    return (v | v << 2) & 0x09249249U;
}

// Multiplying by a power of two rounds nothing. 1.0 belongs to the last cell.
__device__ inline Word cell_of(float coordinate) {
    const Word cell = static_cast<Word>(coordinate * 1024.0F);
    return cell - (cell >> 10);
}

__global__ void encode_morton(const float* points, Word* codes, Word count) {
    for (Word i = first_element(); i < count; i += element_stride()) {
        codes[i] = spread(cell_of(points[i])) << 2 | spread(cell_of(points[count + i])) << 1 |
                   spread(cell_of(points[2 * static_cast<std::size_t>(count) + i]));
    }
}

// How often each digit of eight bits occurs in each tile.
__global__ void count_digits(const Word* keys, Word* partial, Word count, Word shift, Word tiles) {
    __shared__ Word histogram[256];
    histogram[threadIdx.x] = 0;
    __syncthreads();
    for (Word i = 0; i < per_thread; ++i) {
        const Word at = blockIdx.x * tile + i * block_size + threadIdx.x;
        if (at < count) atomicAdd(&histogram[keys[at] >> shift & 255], 1);
    }
    __syncthreads();
    partial[256 + threadIdx.x * tiles + blockIdx.x] = histogram[threadIdx.x];
}

// One block for each digit turns its counts in the tiles into places among the keys of this digit, and writes down how
// many there are.
__global__ void scan_digits(Word* partial, Word tiles) {
    Word sum = 0;
    for (Word first = 0; first < tiles; first += block_size) {
        const Word at = first + threadIdx.x;
        Word* const word = partial + 256 + blockIdx.x * tiles + at;
        Word total = 0;
        const Word place = sum + scan_exclusive(at < tiles ? *word : 0, total);
        if (at < tiles) *word = place;
        sum += total;
    }
    if (threadIdx.x == 0) partial[blockIdx.x] = sum;
}

// Keys to their places. 256 keys at a time, each marks its bit in the mask of its digit; the marks before it are its
// rank among equals, so that the sort is stable whatever the order of the threads.
__global__ void scatter_keys(const Word* keys, Word* sorted, const Word* partial, Word count, Word shift, Word tiles) {
    constexpr Word words = block_size / 32;
    __shared__ Word marks[words * 256];  // word w of digit d at 256 w + d
    __shared__ Word places[256];         // the next key of each digit goes there
    const Word me = threadIdx.x;
    Word total = 0;
    places[me] = scan_exclusive(partial[me], total) + partial[256 + me * tiles + blockIdx.x];
    for (Word w = 0; w < words; ++w) marks[256 * w + me] = 0;

    for (Word i = 0; i < per_thread; ++i) {
        __syncthreads();
        const Word at = blockIdx.x * tile + i * block_size + me;
        const Word key = at < count ? keys[at] : 0;
        const Word digit = key >> shift & 255;
        if (at < count) atomicOr(&marks[256 * (me / 32) + digit], 1U << me % 32);
        __syncthreads();
        if (at < count) {
            Word rank = __popc(marks[256 * (me / 32) + digit] & ((1U << me % 32) - 1));
            for (Word w = 0; w < me / 32; ++w) rank += __popc(marks[256 * w + digit]);
            sorted[places[digit] + rank] = key;
        }
        __syncthreads();
        for (Word w = 0; w < words; ++w) {
            places[me] += __popc(marks[256 * w + me]);
            marks[256 * w + me] = 0;
        }
    }
}

// Of equal codes the last one is kept.
__device__ inline bool kept(const Word* sorted, Word at, Word count) {
    return at + 1 < count ? sorted[at] != sorted[at + 1] : at + 1 == count;
}

__global__ void count_kept(const Word* sorted, Word* partial, Word count) {
    Word mine = 0;
    for (Word i = 0; i < per_thread; ++i) {
        mine += kept(sorted, blockIdx.x * tile + i * block_size + threadIdx.x, count) ? 1U : 0U;
    }
    const Word sum = block_sum(mine);
    if (threadIdx.x == 0) partial[blockIdx.x] = sum;
}

__global__ void write_kept(const Word* sorted, const Word* partial, Word* unique, Word count) {
    const Word first = blockIdx.x * tile + threadIdx.x * per_thread;
    Word mine = 0;
    for (Word at = first; at < first + per_thread; ++at) mine += kept(sorted, at, count) ? 1U : 0U;
    Word total = 0;
    Word place = partial[blockIdx.x] + scan_exclusive(mine, total);
    for (Word at = first; at < first + per_thread; ++at) {
        if (kept(sorted, at, count)) unique[place++] = sorted[at];
    }
}

// Stages 3 and 6: one block turns the sums of the tiles into what lies before each, and writes down the total.
__global__ void scan_sums(Word* partial, Word* counts, Word tiles, Word which) {
    Word sum = 0;
    for (Word first = 0; first < tiles; first += block_size) {
        const Word at = first + threadIdx.x;
        Word total = 0;
        const Word before = sum + scan_exclusive(at < tiles ? partial[at] : 0, total);
        if (at < tiles) partial[at] = before;
        sum += total;
    }
    if (threadIdx.x != 0) return;
    counts[which] = sum;
    if (which == count::leaves) counts[count::nodes] = max(1U, sum - 1);
}

}  // namespace bt::apps::tree::cuda
