#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/application.hpp"
#include "runtime/team.hpp"

namespace bt::apps::test {

struct SmallStage {
    std::string name;
    std::function<void(const Buffers&)> cpu;
    std::vector<VulkanDispatch> vulkan;
};

// An application of a few lines: input value i of input number k is 3·i + k; shared words hold 5.
class SmallApp : public Application {
public:
    SmallApp(std::vector<BufferSpec> buffers, std::vector<SmallStage> stages)
        : buffers_(std::move(buffers)), stages_(std::move(stages)) {
        for (const SmallStage& stage : stages_) names_.push_back(stage.name);
    }

    const AppName& name() const override { return name_; }
    const Params& params() const override { return params_; }
    const std::vector<std::string>& stage_names() const override { return names_; }
    const std::vector<BufferSpec>& buffers() const override { return buffers_; }
    void fill_shared(const Buffers& buffers) const override {
        fill(Role::shared, buffers, [](std::size_t) { return 5U; });
    }
    void fill_input(std::uint64_t input, const Buffers& buffers) const override {
        fill(Role::input, buffers,
             [&](std::size_t i) { return static_cast<std::uint32_t>(3 * i) + static_cast<std::uint32_t>(input); });
    }
    void run_cpu(Stage stage, const Buffers& buffers, Team&) const override { stages_[stage.index()].cpu(buffers); }
    std::vector<VulkanDispatch> vulkan(Stage stage) const override { return stages_[stage.index()].vulkan; }
    void reference(const Buffers& buffers) const override {
        for (const SmallStage& stage : stages_) stage.cpu(buffers);
    }

private:
    template <class F>
    void fill(Role role, const Buffers& buffers, const F& value) const {
        for (std::size_t b = 0; b < buffers_.size(); ++b) {
            if (buffers_[b].role != role) continue;
            const auto words = buffers.as<std::uint32_t>(b);
            for (std::size_t i = 0; i < words.size(); ++i) words[i] = value(i);
        }
    }

    AppName name_{"small"};
    Params params_;
    std::vector<BufferSpec> buffers_;
    std::vector<SmallStage> stages_;
    std::vector<std::string> names_;
};

// add 7, times 5, add 11 · dispatches, prefix sum: four stages over `count` words, each feeding the next. Buffers: 0
// input, 1 shared factor, 2 to 4 between stages, 5 output.
SmallApp chain_app(std::size_t count);

// One stage that writes one buffer, with buffers for nothing else.
SmallApp single_app(std::size_t count, VulkanDispatch dispatch);

}  // namespace bt::apps::test
