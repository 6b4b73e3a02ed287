#include "cifar/weight_files.hpp"

#include <filesystem>

#include "bt/core/error.hpp"
#include "cifar/file_bytes.hpp"

namespace bt::apps::cifar {
namespace {

constexpr std::size_t most_file_bytes = npy_most_elements * 8 + 16384;

std::size_t parameter_count() {
    std::size_t count = 0;
    for (std::size_t i = 0; i < weighted_total; ++i)
        count += weighted_layer(i).rows() * (weighted_layer(i).columns() + 1);
    return count;
}

void require_shape(const NpyArray& array, const std::vector<std::size_t>& shape, const std::string& file) {
    if (array.shape != shape)
        throw data_error(printable(file) + ": expected the shape " + shape_text(shape) + ", found " +
                         shape_text(array.shape));
}

std::vector<float> read_array(const std::filesystem::path& folder, const std::string& name,
                              const std::vector<std::size_t>& shape) {
    const std::string file = (folder / name).string();
    NpyArray array = read_npy(read_whole_file(file, most_file_bytes), file);
    require_shape(array, shape, file);
    return std::move(array.values);
}

}  // namespace

std::vector<std::size_t> weight_shape(const Layer& layer) {
    const auto in = static_cast<std::size_t>(layer.in_channels);
    if (layer.kind == LayerKind::conv) return {layer.rows(), in, 3, 3};
    return {layer.rows(), in};
}

NetworkWeights split_weights(const NpyArray& all, const std::string& file) {
    require_shape(all, {parameter_count()}, file);
    NetworkWeights weights;
    auto from = all.values.begin();
    const auto take = [&](std::size_t count) {
        const auto begin = from;
        from += static_cast<std::ptrdiff_t>(count);
        return std::vector<float>(begin, from);
    };
    for (std::size_t i = 0; i < weighted_total; ++i) {
        weights[i].matrix = take(weighted_layer(i).rows() * weighted_layer(i).columns());
        weights[i].bias = take(weighted_layer(i).rows());
    }
    return weights;
}

NetworkWeights read_weights(const std::string& path) {
    std::error_code ignored;  // a path that cannot be looked at is read, and that says why
    if (!std::filesystem::is_directory(path, ignored))
        return split_weights(read_npy(read_whole_file(path, most_file_bytes), path), path);
    NetworkWeights weights;
    for (std::size_t i = 0; i < weighted_total; ++i) {
        const Layer& layer = weighted_layer(i);
        weights[i].matrix = read_array(path, std::string(layer.name) + ".weight.npy", weight_shape(layer));
        weights[i].bias = read_array(path, std::string(layer.name) + ".bias.npy", {layer.rows()});
    }
    return weights;
}

}  // namespace bt::apps::cifar
