#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace bt::apps::cifar {

// The network of both CIFAR applications: nine stages over images of 3×32×32. A buffer holds one image after the
// other, an image its channels, a channel its rows (NCHW), all float32: every PU reads and writes the same layout.

enum class LayerKind { conv, pool, linear };

struct Layer {
    LayerKind kind;
    const char* name;
    int in_channels;
    int out_channels;
    int side;     // of the square plane that comes in
    int weights;  // which of the weighted layers this is; -1: none

    constexpr int out_side() const { return kind == LayerKind::pool ? side / 2 : side; }
    constexpr std::size_t in_elements() const { return elements(in_channels, side); }
    constexpr std::size_t out_elements() const { return elements(out_channels, out_side()); }
    // The weight matrix: a row for each output channel, its columns in the order (input channel, ky, kx).
    constexpr std::size_t rows() const { return static_cast<std::size_t>(out_channels); }
    constexpr std::size_t columns() const {
        return static_cast<std::size_t>(in_channels) * (kind == LayerKind::conv ? 9 : 1);
    }

private:
    static constexpr std::size_t elements(int channels, int plane_side) {
        return static_cast<std::size_t>(channels) * static_cast<std::size_t>(plane_side * plane_side);
    }
};

// How the weights of a layer lie in the shared buffers. dense: matrix, bias. sparse: row_begin, columns, values, bias.
enum class Storage { dense, sparse };

inline constexpr std::size_t stage_total = 9;
inline constexpr std::size_t weighted_total = 6;
inline constexpr std::size_t classes = 10;

// Convolutions are 3×3, stride 1, padding 1, followed by ReLU; pools take the largest of 2×2, stride 2.
inline constexpr std::array<Layer, stage_total> layers{{
    {LayerKind::conv, "conv1", 3, 16, 32, 0},
    {LayerKind::pool, "pool1", 16, 16, 32, -1},
    {LayerKind::conv, "conv2", 16, 32, 16, 1},
    {LayerKind::pool, "pool2", 32, 32, 16, -1},
    {LayerKind::conv, "conv3", 32, 64, 8, 2},
    {LayerKind::conv, "conv4", 64, 64, 8, 3},
    {LayerKind::conv, "conv5", 64, 64, 8, 4},
    {LayerKind::pool, "pool3", 64, 64, 8, -1},
    {LayerKind::linear, "linear", 1024, 10, 1, 5},
}};

// The layer that owns weights number `index`.
constexpr const Layer& weighted_layer(std::size_t index) {
    std::size_t at = 0;
    while (layers[at].weights != static_cast<int>(index)) ++at;
    return layers[at];
}

inline constexpr std::size_t image_elements = layers.front().in_elements();

}  // namespace bt::apps::cifar
