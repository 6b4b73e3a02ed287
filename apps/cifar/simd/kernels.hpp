#pragma once

#include <cstddef>
#include <cstdint>

namespace bt::apps::cifar {

// The vectorised CPU kernels. Their one source, kernels.inc, is compiled once for each instruction set, with that
// set's flags; so nothing in it or here may be an inline function or a template of the standard library, whose copy
// for the largest set the linker could keep for all.

// A 3×3 convolution with padding 1 and ReLU over whole images (NCHW), for some of the output channels.
struct ConvWork {
    int in_channels;
    int out_channels;  // of the layer
    int side;          // 8, 16 or 32
    const float* input;
    const float* bias;
    float* output;
    std::size_t images;
    int first_channel;  // [first, last) of the output channels
    int last_channel;
};

// How many output channels of a convolution lie side by side in its matrix. One stream of weights instead of four is
// worth 5 % on 8×8 pixels, and a shader reads four weights at once.
constexpr int dense_block = 4;

struct DenseWeights {
    const float* matrix;  // convolutions: (out / 4, in, 3, 3, 4); linear layers: (out, in)
};

struct SparseWeights {
    const std::uint32_t* row_begin;
    const std::uint32_t* columns;
    const float* values;
};

struct PoolWork {
    int side;  // of the plane that comes in
    const float* input;
    float* output;
    std::size_t planes;
};

struct LinearWork {
    int in;
    int out;
    const float* input;
    const float* bias;
    float* output;
    std::size_t images;
};

struct Kernels {
    const char* name;
    int lanes;
    void (*conv)(const ConvWork&, const DenseWeights&);
    void (*sparse_conv)(const ConvWork&, const SparseWeights&);
    void (*pool)(const PoolWork&);
    void (*linear)(const LinearWork&, const DenseWeights&);
    void (*sparse_linear)(const LinearWork&, const SparseWeights&);
};

}  // namespace bt::apps::cifar
