#include "cifar-sparse/sparse.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "cifar/network_application.hpp"
#include "cifar/options.hpp"
#include "cifar/vulkan/dispatches.hpp"
#include "cifar/weight_files.hpp"

namespace bt::apps {
namespace {

using namespace cifar;

// For each weighted layer four buffers in this order.
std::size_t row_buffer(const Layer& layer) { return 1 + 4 * static_cast<std::size_t>(layer.weights); }
std::size_t column_buffer(const Layer& layer) { return row_buffer(layer) + 1; }
std::size_t value_buffer(const Layer& layer) { return row_buffer(layer) + 2; }
std::size_t bias_buffer(const Layer& layer) { return row_buffer(layer) + 3; }

using Matrices = std::array<Csr, weighted_total>;

Matrices compress(const NetworkWeights& weights) {
    Matrices matrices;
    for (std::size_t i = 0; i < weighted_total; ++i)
        matrices[i] = to_csr(weights[i].matrix, weighted_layer(i).rows(), weighted_layer(i).columns());
    return matrices;
}

std::vector<BufferSpec> shared_buffers(const Matrices& matrices) {
    std::vector<BufferSpec> specs;
    for (std::size_t i = 0; i < weighted_total; ++i) {
        const std::string name = weighted_layer(i).name;
        specs.push_back({name + ".row_begin", Role::shared, Element::u32, matrices[i].row_begin.size()});
        specs.push_back({name + ".columns", Role::shared, Element::u32, matrices[i].columns.size()});
        specs.push_back({name + ".values", Role::shared, Element::f32, matrices[i].values.size()});
        specs.push_back({name + ".bias", Role::shared, Element::f32, weighted_layer(i).rows()});
    }
    return specs;
}

class CifarSparse : public NetworkApplication {
public:
    using NetworkApplication::Parts;

    // Parts with pruned weights; they are also what the reference computes with, as dense matrices.
    explicit CifarSparse(Parts parts) : CifarSparse(compress(parts.weights), parts) {}

    void fill_shared(const Buffers& buffers) const override {
        for (std::size_t i = 0; i < weighted_total; ++i) {
            const Layer& layer = weighted_layer(i);
            std::ranges::copy(matrices_[i].row_begin, buffers.as<std::uint32_t>(row_buffer(layer)).begin());
            std::ranges::copy(matrices_[i].columns, buffers.as<std::uint32_t>(column_buffer(layer)).begin());
            std::ranges::copy(matrices_[i].values, buffers.as<float>(value_buffer(layer)).begin());
            std::ranges::copy(weights()[i].bias, buffers.as<float>(bias_buffer(layer)).begin());
        }
    }

protected:
    void run_conv(const Layer& layer, const ConvWork& work, const Buffers& buffers) const override {
        kernels().sparse_conv(work, sparse(layer, buffers));
    }
    void run_linear(const Layer& layer, const LinearWork& work, const Buffers& buffers) const override {
        kernels().sparse_linear(work, sparse(layer, buffers));
    }
    const float* bias(const Layer& layer, const Buffers& buffers) const override {
        return buffers.as<float>(bias_buffer(layer)).data();
    }
    VulkanDispatch vulkan_conv(Stage stage) const override {
        return sparse_conv_dispatch(layers[stage.index()], batch(), bindings(stage));
    }
    VulkanDispatch vulkan_linear(Stage stage) const override {
        return sparse_linear_dispatch(layers[stage.index()], batch(), bindings(stage));
    }

private:
    CifarSparse(Matrices matrices, Parts& parts)
        : NetworkApplication(std::move(parts), shared_buffers(matrices)), matrices_(std::move(matrices)) {}

    static SparseWeights sparse(const Layer& layer, const Buffers& buffers) {
        return {buffers.as<std::uint32_t>(row_buffer(layer)).data(),
                buffers.as<std::uint32_t>(column_buffer(layer)).data(), buffers.as<float>(value_buffer(layer)).data()};
    }
    std::vector<std::size_t> bindings(Stage stage) const {
        const Layer& layer = layers[stage.index()];
        return {input_buffer(stage), row_buffer(layer),  column_buffer(layer),
                value_buffer(layer), bias_buffer(layer), output_buffer(stage)};
    }

    Matrices matrices_;
};

// A layer without weights would make every image the same, and measure nothing.
void refuse_empty(const NetworkWeights& weights, const std::string& path) {
    for (std::size_t i = 0; i < weighted_total; ++i)
        if (std::ranges::all_of(weights[i].matrix, [](float weight) { return weight == 0; }))
            throw data_error(printable(path) + ": expected weights for " + weighted_layer(i).name +
                             ", found only zeros");
}

NetworkWeights pruned_weights(const AppOptions& options, double density) {
    NetworkWeights weights = options.weights ? read_weights(*options.weights) : seeded_weights(options.seed);
    if (!options.weights) {
        prune_seeded(weights, density);
        return weights;
    }
    refuse_empty(weights, *options.weights);
    prune_trained(weights, density);
    return weights;
}

std::unique_ptr<Application> make(const AppOptions& options) {
    refuse_unknown("cifar-sparse", options, {batch_spec(), density_spec()});
    const double density = density_of(options);
    CifarSparse::Parts parts{"cifar-sparse", {}, batch_of(options), options.seed, std::nullopt, {}};
    parts.params = {{"batch", std::to_string(parts.batch)}, {"density", canonical(density)}};
    if (options.input) parts.photos = read_photo_files(*options.input);
    parts.weights = pruned_weights(options, density);
    return std::make_unique<CifarSparse>(std::move(parts));
}

}  // namespace

AppEntry cifar_sparse_entry() {
    return {"cifar-sparse",
            "the network of cifar-dense with pruned weights in compressed sparse rows",
            {batch_spec(), density_spec()},
            make};
}

}  // namespace bt::apps
