#include "cifar-sparse/sparse.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "cifar/network_application.hpp"
#include "cifar/options.hpp"
#include "cifar/weight_files.hpp"

namespace bt::apps {
namespace {

using namespace cifar;

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
            const std::size_t first = weights_buffer(weighted_layer(i));
            std::ranges::copy(matrices_[i].row_begin, buffers.as<std::uint32_t>(first).begin());
            std::ranges::copy(matrices_[i].columns, buffers.as<std::uint32_t>(first + 1).begin());
            std::ranges::copy(matrices_[i].values, buffers.as<float>(first + 2).begin());
            std::ranges::copy(weights()[i].bias, buffers.as<float>(first + 3).begin());
        }
    }

protected:
    void run_conv(const Layer& layer, const ConvWork& work, const Buffers& buffers) const override {
        kernels().sparse_conv(work, sparse(layer, buffers));
    }
    void run_linear(const Layer& layer, const LinearWork& work, const Buffers& buffers) const override {
        kernels().sparse_linear(work, sparse(layer, buffers));
    }

private:
    CifarSparse(Matrices matrices, Parts& parts)
        : NetworkApplication(std::move(parts), Storage::sparse, shared_buffers(matrices)),
          matrices_(std::move(matrices)) {}

    SparseWeights sparse(const Layer& layer, const Buffers& buffers) const {
        const std::size_t first = weights_buffer(layer);
        return {buffers.as<std::uint32_t>(first).data(), buffers.as<std::uint32_t>(first + 1).data(),
                buffers.as<float>(first + 2).data()};
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
