#include "agent/fault_injection.hpp"

#include <cstdlib>
#include <cstring>
#include <string>

#include "agent/output.hpp"

namespace bt::agent {
namespace {

class SkippingApp : public apps::Application {
public:
    SkippingApp(std::unique_ptr<apps::Application> app, int skipped) : app_(std::move(app)), skipped_(skipped) {}

    const AppName& name() const override { return app_->name(); }
    const Params& params() const override { return app_->params(); }
    const std::vector<std::string>& stage_names() const override { return app_->stage_names(); }
    const std::vector<apps::BufferSpec>& buffers() const override { return app_->buffers(); }
    void fill_shared(const apps::Buffers& buffers) const override { app_->fill_shared(buffers); }
    void fill_input(std::uint64_t input, const apps::Buffers& buffers) const override {
        app_->fill_input(input, buffers);
    }
    void run_cpu(Stage stage, const apps::Buffers& buffers, apps::Team& team) const override {
        if (stage.number() != skipped_) app_->run_cpu(stage, buffers, team);
    }
    std::vector<apps::VulkanDispatch> vulkan(Stage stage) const override { return app_->vulkan(stage); }
    bool has_cuda(Stage stage) const override { return app_->has_cuda(stage); }
    bool launch_cuda(Stage stage, std::span<void* const> buffers, void* stream) const override {
        return app_->launch_cuda(stage, buffers, stream);
    }
    void reference(const apps::Buffers& buffers) const override { app_->reference(buffers); }
    std::optional<std::string> structural_fault(const apps::Buffers& buffers) const override {
        return app_->structural_fault(buffers);
    }
    std::size_t scores_per_row() const override { return app_->scores_per_row(); }

private:
    std::unique_ptr<apps::Application> app_;
    int skipped_;
};

}  // namespace

std::unique_ptr<apps::Application> with_injected_fault(std::unique_ptr<apps::Application> app, std::size_t chain) {
    const char* stage = std::getenv("BT_TEST_SKIP_STAGE");
    if (stage == nullptr) return app;
    if (const char* colon = std::strchr(stage, ':')) {
        if (std::strtoull(stage, nullptr, 10) != chain) return app;
        stage = colon + 1;
    }
    const int skipped = std::atoi(stage);
    note("BT_TEST_SKIP_STAGE: stage " + std::to_string(skipped) + " of " + app->name().str() +
         " does nothing on CPU PUs");
    return std::make_unique<SkippingApp>(std::move(app), skipped);
}

}  // namespace bt::agent
