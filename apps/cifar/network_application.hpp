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
    void reference(const Buffers& buffers) const override;

    std::size_t batch() const { return batch_; }
    const NetworkWeights& weights() const { return weights_; }
    void use_kernels(const Kernels& kernels) { kernels_ = &kernels; }  // instead of the machine's best

    // Where things lie in the outline.
    static constexpr std::size_t images_buffer = 0;
    std::size_t input_buffer(Stage stage) const { return stage.index() == 0 ? 0 : output_buffer(stage) - 1; }
    std::size_t output_buffer(Stage stage) const { return 1 + shared_count_ + stage.index(); }

protected:
    struct Parts {
        std::string name;
        Params params;
        std::size_t batch;
        std::uint64_t seed;
        std::optional<Photos> photos;
        NetworkWeights weights;
    };

    // `shared`: the buffers that hold the weights, in the outline after the images.
    NetworkApplication(Parts parts, std::vector<BufferSpec> shared);

    const Kernels& kernels() const { return *kernels_; }

    // Images × groups of output channels, for a team of any size.
    virtual void run_conv(const Layer& layer, const ConvWork& work, const Buffers& buffers) const = 0;
    virtual void run_linear(const Layer& layer, const LinearWork& work, const Buffers& buffers) const = 0;
    virtual const float* bias(const Layer& layer, const Buffers& buffers) const = 0;
    virtual VulkanDispatch vulkan_conv(Stage stage) const = 0;
    virtual VulkanDispatch vulkan_linear(Stage stage) const = 0;

private:
    void split_conv(Stage stage, const Buffers& buffers, Team& team) const;
    void split_pool(Stage stage, const Buffers& buffers, Team& team) const;
    void split_linear(Stage stage, const Buffers& buffers, Team& team) const;

    AppName name_;
    Params params_;
    std::size_t batch_;
    std::uint64_t seed_;
    std::optional<Photos> photos_;
    NetworkWeights weights_;
    std::size_t shared_count_;
    std::vector<std::string> stage_names_;
    std::vector<BufferSpec> buffers_;
    const Kernels* kernels_;
};

}  // namespace bt::apps::cifar
