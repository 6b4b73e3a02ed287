#include "cifar/weights.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "cifar/random.hpp"

namespace bt::apps::cifar {
namespace {

double sum_of_squares(const std::vector<float>& values) {
    return std::accumulate(values.begin(), values.end(), 0.0,
                           [](double sum, float value) { return sum + static_cast<double>(value) * value; });
}

}  // namespace

NetworkWeights seeded_weights(std::uint64_t seed) {
    NetworkWeights weights;
    for (std::size_t index = 0; index < weighted_total; ++index) {
        const Layer& layer = weighted_layer(index);
        Random random = stream_of(seed, index);
        const auto scale = static_cast<float>(std::sqrt(2.0 / static_cast<double>(layer.columns())));
        weights[index].matrix.resize(layer.rows() * layer.columns());
        for (float& weight : weights[index].matrix) weight = scale * bell(random);
        weights[index].bias.resize(layer.rows());
        for (float& bias : weights[index].bias) bias = 0.1F * bell(random);
    }
    return weights;
}

std::size_t kept_weights(const Layer& layer, double density) {
    const double all = static_cast<double>(layer.rows() * layer.columns());
    return std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(all * density)));
}

void prune(std::vector<float>& matrix, std::size_t kept) {
    if (kept >= matrix.size()) return;
    std::vector<std::uint32_t> order(matrix.size());
    std::iota(order.begin(), order.end(), 0U);
    const auto larger = [&](std::uint32_t a, std::uint32_t b) {
        const float x = std::fabs(matrix[a]), y = std::fabs(matrix[b]);
        return x != y ? x > y : a < b;
    };
    const auto cut = order.begin() + static_cast<std::ptrdiff_t>(kept);
    std::nth_element(order.begin(), cut, order.end(), larger);
    std::for_each(cut, order.end(), [&](std::uint32_t index) { matrix[index] = 0; });
}

void prune_trained(NetworkWeights& weights, double density) {
    for (std::size_t index = 0; index < weighted_total; ++index)
        prune(weights[index].matrix, kept_weights(weighted_layer(index), density));
}

void prune_seeded(NetworkWeights& weights, double density) {
    std::array<double, weighted_total> before{};
    for (std::size_t index = 0; index < weighted_total; ++index) before[index] = sum_of_squares(weights[index].matrix);
    prune_trained(weights, density);
    for (std::size_t index = 0; index < weighted_total; ++index) {
        const auto scale = static_cast<float>(std::sqrt(before[index] / sum_of_squares(weights[index].matrix)));
        for (float& weight : weights[index].matrix) weight *= scale;
    }
}

std::vector<float> in_blocks(const std::vector<float>& matrix, std::size_t columns, std::size_t block) {
    std::vector<float> blocks;
    blocks.reserve(matrix.size());
    for (std::size_t first = 0; first < matrix.size(); first += block * columns)
        for (std::size_t column = 0; column < columns; ++column)
            for (std::size_t row = 0; row < block; ++row) blocks.push_back(matrix[first + row * columns + column]);
    return blocks;
}

Csr to_csr(const std::vector<float>& matrix, std::size_t rows, std::size_t columns) {
    Csr csr;
    csr.row_begin.push_back(0);
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column) {
            const float value = matrix[row * columns + column];
            if (value == 0) continue;
            csr.columns.push_back(static_cast<std::uint32_t>(column));
            csr.values.push_back(value);
        }
        csr.row_begin.push_back(static_cast<std::uint32_t>(csr.values.size()));
    }
    return csr;
}

}  // namespace bt::apps::cifar
