#include "cifar-dense/dense.hpp"

#include <algorithm>

#include "cifar/network_application.hpp"
#include "cifar/options.hpp"
#include "cifar/weight_files.hpp"

namespace bt::apps {
namespace {

using namespace cifar;

std::vector<BufferSpec> shared_buffers() {
    std::vector<BufferSpec> specs;
    for (std::size_t i = 0; i < weighted_total; ++i) {
        const Layer& layer = weighted_layer(i);
        const std::string name = layer.name;
        specs.push_back({name + ".weight", Role::shared, Element::f32, layer.rows() * layer.columns()});
        specs.push_back({name + ".bias", Role::shared, Element::f32, layer.rows()});
    }
    return specs;
}

class CifarDense : public NetworkApplication {
public:
    explicit CifarDense(Parts parts) : NetworkApplication(std::move(parts), Storage::dense, shared_buffers()) {}

    using NetworkApplication::Parts;

    void fill_shared(const Buffers& buffers) const override {
        for (std::size_t i = 0; i < weighted_total; ++i) {
            const Layer& layer = weighted_layer(i);
            std::ranges::copy(stored(layer), buffers.as<float>(weights_buffer(layer)).begin());
            std::ranges::copy(weights()[i].bias, buffers.as<float>(bias_buffer(layer)).begin());
        }
    }

private:
    // The order that the kernels of all PUs read.
    std::vector<float> stored(const Layer& layer) const {
        const std::vector<float>& matrix = weights()[static_cast<std::size_t>(layer.weights)].matrix;
        return layer.kind == LayerKind::conv ? in_blocks(matrix, layer.columns(), dense_block) : matrix;
    }
    void run_conv(const Layer& layer, const ConvWork& work, const Buffers& buffers) const override {
        kernels().conv(work, {buffers.as<float>(weights_buffer(layer)).data()});
    }
    void run_linear(const Layer& layer, const LinearWork& work, const Buffers& buffers) const override {
        kernels().linear(work, {buffers.as<float>(weights_buffer(layer)).data()});
    }
};

std::unique_ptr<Application> make_from(const AppOptions& options) {
    refuse_unknown("cifar-dense", options, {batch_spec()});
    CifarDense::Parts parts{"cifar-dense", {}, batch_of(options), options.seed, std::nullopt, {}};
    parts.params = {{"batch", std::to_string(parts.batch)}};
    if (options.input) parts.photos = read_photo_files(*options.input);
    parts.weights = options.weights ? read_weights(*options.weights) : seeded_weights(options.seed);
    return std::make_unique<CifarDense>(std::move(parts));
}

}  // namespace

AppEntry cifar_dense_entry() {
    return {"cifar-dense", "a convolutional network over 32x32 images, dense weights", {batch_spec()}, make_from};
}

}  // namespace bt::apps
