#include "cifar/network_application.hpp"

#include <algorithm>

#include "cifar/cuda/launch.hpp"
#include "cifar/random.hpp"
#include "cifar/reference.hpp"
#include "cifar/simd/choice.hpp"
#include "cifar/vulkan/dispatches.hpp"

namespace bt::apps::cifar {
namespace {

// Into how many groups the channels of an image are split, so that a team has work for all where images are few. Each
// group prepares the image anew: not worth it for whole batches.
std::size_t channel_groups(std::size_t images, int members, int channels) {
    if (members == 1 || images >= 4 * static_cast<std::size_t>(members)) return 1;
    return static_cast<std::size_t>(channels) / 8;
}

}  // namespace

NetworkApplication::NetworkApplication(Parts parts, Storage storage, std::vector<BufferSpec> shared)
    : name_(parts.name),
      params_(std::move(parts.params)),
      batch_(parts.batch),
      seed_(parts.seed),
      photos_(std::move(parts.photos)),
      weights_(std::move(parts.weights)),
      storage_(storage),
      kernels_(usable_kernels().front()) {
    buffers_.push_back({"images", Role::input, Element::f32, batch_ * image_elements});
    std::move(shared.begin(), shared.end(), std::back_inserter(buffers_));
    for (const Layer& layer : layers) {
        stage_names_.emplace_back(layer.name);
        buffers_.push_back({layer.name, Role::work, Element::f32, batch_ * layer.out_elements()});
    }
    buffers_.back() = {"scores", Role::output, Element::f32, batch_ * classes};
}

void NetworkApplication::fill_input(std::uint64_t input, const Buffers& buffers) const {
    const auto images = buffers.as<float>(images_buffer);
    if (!photos_) {
        Random random = stream_of(~seed_, input);
        for (float& value : images) value = bell(random);
        return;
    }
    const std::size_t count = photos_->count();
    const std::size_t first = static_cast<std::size_t>(input % count) * batch_ % count;
    for (std::size_t i = 0; i < batch_; ++i)
        place_photo(*photos_, (first + i) % count, images.subspan(i * image_elements, image_elements));
}

void NetworkApplication::run_cpu(Stage stage, const Buffers& buffers, Team& team) const {
    switch (layers.at(stage.index()).kind) {
        case LayerKind::conv: return split_conv(stage, buffers, team);
        case LayerKind::pool: return split_pool(stage, buffers, team);
        case LayerKind::linear: return split_linear(stage, buffers, team);
    }
}

void NetworkApplication::split_conv(Stage stage, const Buffers& buffers, Team& team) const {
    const Layer& layer = layers[stage.index()];
    const float* const input = buffers.as<float>(input_buffer(stage)).data();
    float* const output = buffers.as<float>(output_buffer(stage)).data();
    const float* const biases = buffers.as<float>(bias_buffer(layer)).data();
    const std::size_t groups = channel_groups(batch_, team.size(), layer.out_channels);
    const auto run = [&](std::size_t image, std::size_t images, int first, int last) {
        run_conv(layer,
                 {layer.in_channels, layer.out_channels, layer.side, input + image * layer.in_elements(), biases,
                  output + image * layer.out_elements(), images, first, last},
                 buffers);
    };
    team.split(batch_ * groups, [&](std::size_t begin, std::size_t end) {
        if (groups == 1) return run(begin, end - begin, 0, layer.out_channels);
        for (std::size_t item = begin; item < end; ++item) {
            const int first = static_cast<int>(item % groups) * 8;
            run(item / groups, 1, first, first + 8);
        }
    });
}

void NetworkApplication::split_pool(Stage stage, const Buffers& buffers, Team& team) const {
    const Layer& layer = layers[stage.index()];
    const float* const input = buffers.as<float>(input_buffer(stage)).data();
    float* const output = buffers.as<float>(output_buffer(stage)).data();
    const auto pixels = static_cast<std::size_t>(layer.side * layer.side);
    team.split(batch_ * layer.rows(), [&](std::size_t begin, std::size_t end) {
        kernels_->pool({layer.side, input + begin * pixels, output + begin * pixels / 4, end - begin});
    });
}

void NetworkApplication::split_linear(Stage stage, const Buffers& buffers, Team& team) const {
    const Layer& layer = layers[stage.index()];
    const float* const input = buffers.as<float>(input_buffer(stage)).data();
    float* const output = buffers.as<float>(output_buffer(stage)).data();
    const float* const biases = buffers.as<float>(bias_buffer(layer)).data();
    team.split(batch_, [&](std::size_t begin, std::size_t end) {
        run_linear(layer,
                   {layer.in_channels, layer.out_channels, input + begin * layer.in_elements(), biases,
                    output + begin * layer.out_elements(), end - begin},
                   buffers);
    });
}

// What a GPU kernel of the stage is bound to: input, weights, output.
std::vector<std::size_t> NetworkApplication::bindings(Stage stage) const {
    const Layer& layer = layers.at(stage.index());
    std::vector<std::size_t> numbers{input_buffer(stage)};
    if (layer.weights >= 0)
        for (std::size_t i = 0; i < per_layer(); ++i) numbers.push_back(weights_buffer(layer) + i);
    numbers.push_back(output_buffer(stage));
    return numbers;
}

std::vector<VulkanDispatch> NetworkApplication::vulkan(Stage stage) const {
    return {layer_dispatch(layers.at(stage.index()), storage_, batch_, bindings(stage))};
}

bool NetworkApplication::has_cuda(Stage) const { return has_cuda_kernels(); }

bool NetworkApplication::launch_cuda(Stage stage, std::span<void* const> buffers, void* stream) const {
    const Layer& layer = layers.at(stage.index());
    const std::span<void* const> weights =
        layer.weights < 0 ? std::span<void* const>{} : buffers.subspan(weights_buffer(layer), per_layer());
    return launch_layer({layer, storage_, batch_, buffers[input_buffer(stage)], weights, buffers[output_buffer(stage)]},
                        stream);
}

void NetworkApplication::reference(const Buffers& buffers) const {
    for (std::size_t index = 0; index < stage_total; ++index) {
        const Layer& layer = layers[index];
        const Stage stage = Stage::from_index(index);
        const float* input = buffers.as<float>(input_buffer(stage)).data();
        float* output = buffers.as<float>(output_buffer(stage)).data();
        for (std::size_t image = 0; image < batch_; ++image) {
            if (layer.kind == LayerKind::pool) {
                reference_pool(layer, input, output);
            } else {
                const LayerWeights& weights = weights_[static_cast<std::size_t>(layer.weights)];
                const auto apply = layer.kind == LayerKind::conv ? reference_conv : reference_linear;
                apply(layer, input, weights.matrix.data(), weights.bias.data(), output);
            }
            input += layer.in_elements();
            output += layer.out_elements();
        }
    }
}

}  // namespace bt::apps::cifar
