#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "cifar/network.hpp"

namespace bt::apps::cifar {

// Of one weighted layer: a row-major matrix (rows × columns of the layer) and one bias for each row.
struct LayerWeights {
    std::vector<float> matrix;
    std::vector<float> bias;
};

using NetworkWeights = std::array<LayerWeights, weighted_total>;

// Scaled by the fan-in (He), so that activations keep their size through nine stages. The same on every platform.
NetworkWeights seeded_weights(std::uint64_t seed);

// How many weights of the layer survive at a density in (0, 1]: at least one.
std::size_t kept_weights(const Layer& layer, double density);

// Sets all but the largest `kept` magnitudes to zero; of equals the first stays. Fewer non-zeros stay as they are.
void prune(std::vector<float>& matrix, std::size_t kept);

// What pruning took from the sum of squares is given back to the weights that stay, or the signal of seeded networks
// dies out at 1 %.
void prune_seeded(NetworkWeights& weights, double density);
void prune_trained(NetworkWeights& weights, double density);

// The matrix with `block` rows side by side, column by column: (rows / block, columns, block).
std::vector<float> in_blocks(const std::vector<float>& matrix, std::size_t columns, std::size_t block);

// The non-zero entries row by row: those of row r are [row_begin[r], row_begin[r + 1]).
struct Csr {
    std::vector<std::uint32_t> row_begin;
    std::vector<std::uint32_t> columns;
    std::vector<float> values;
};

Csr to_csr(const std::vector<float>& matrix, std::size_t rows, std::size_t columns);

}  // namespace bt::apps::cifar
