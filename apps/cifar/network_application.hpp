#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cifar/network.hpp"
#include "cifar/photos.hpp"
#include "cifar/simd/kernels.hpp"
#include "cifar/weights.hpp"
#include "runtime/application.hpp"
#include "runtime/team.hpp"

namespace bt::apps::cifar {

// What the dense and the sparse network share: images, buffers between the stages, pools, the reference. They differ in
// how weights lie in the shared buffers and in the kernels that read them.
class NetworkApplication : public Application {
public:
    const AppName& name() const override { return name_; }
    const Params& params() const override { return params_; }
    const std::vector<std::string>& stage_names() const override { return stage_names_; }
    const std::vector<BufferSpec>& buffers() const override { return buffers_; }
    std::size_t scores_per_row() const override { return classes; }

    void fill_input(std::uint64_t input, const Buffers& buffers) const override;
    void run_cpu(Stage stage, const Buffers& buffers, Team& team) const override;
    std::vector<VulkanDispatch> vulkan(Stage stage) const override;
    bool has_cuda(Stage) const override;
    bool launch_cuda(Stage stage, std::span<void* const> buffers, void* stream) const override;
    void reference(const Buffers& buffers) const override;

    std::size_t batch() const { return batch_; }
    const NetworkWeights& weights() const { return weights_; }
    void use_kernels(const Kernels& kernels) { kernels_ = &kernels; }  // instead of the machine's best

    // Where things lie in the outline.
    static constexpr std::size_t images_buffer = 0;
    std::size_t input_buffer(Stage stage) const { return stage.index() == 0 ? 0 : output_buffer(stage) - 1; }
    std::size_t output_buffer(Stage stage) const { return 1 + weighted_total * per_layer() + stage.index(); }
    std::size_t weights_buffer(const Layer& layer) const {  // the first of the layer's
        return 1 + static_cast<std::size_t>(layer.weights) * per_layer();
    }
    std::size_t bias_buffer(const Layer& layer) const { return weights_buffer(layer) + per_layer() - 1; }

protected:
    struct Parts {
        std::string name;
        Params params;
        std::size_t batch;
        std::uint64_t seed;
        std::optional<Photos> photos;
        NetworkWeights weights;
    };

    // `shared`: the buffers that hold the weights, for each weighted layer as many as its storage has.
    NetworkApplication(Parts parts, Storage storage, std::vector<BufferSpec> shared);

    const Kernels& kernels() const { return *kernels_; }

    virtual void run_conv(const Layer& layer, const ConvWork& work, const Buffers& buffers) const = 0;
    virtual void run_linear(const Layer& layer, const LinearWork& work, const Buffers& buffers) const = 0;

private:
    std::size_t per_layer() const { return storage_ == Storage::dense ? 2 : 4; }
    std::vector<std::size_t> bindings(Stage stage) const;

    void split_conv(Stage stage, const Buffers& buffers, Team& team) const;
    void split_pool(Stage stage, const Buffers& buffers, Team& team) const;
    void split_linear(Stage stage, const Buffers& buffers, Team& team) const;

    AppName name_;
    Params params_;
    std::size_t batch_;
    std::uint64_t seed_;
    std::optional<Photos> photos_;
    NetworkWeights weights_;
    Storage storage_;
    std::vector<std::string> stage_names_;
    std::vector<BufferSpec> buffers_;
    const Kernels* kernels_;
};

}  // namespace bt::apps::cifar
