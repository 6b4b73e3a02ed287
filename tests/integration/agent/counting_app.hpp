#pragma once

#include "runtime/application.hpp"

namespace bt::apps::test {

// A small application with real data flow, for tests of the agent: four stages over `size` numbers.
class CountingApp : public Application {
public:
    CountingApp(const AppName& name, const AppOptions& options);

    const AppName& name() const override { return name_; }
    const Params& params() const override { return params_; }
    const std::vector<std::string>& stage_names() const override { return stages_; }
    const std::vector<BufferSpec>& buffers() const override { return buffers_; }
    void fill_shared(const Buffers& buffers) const override;
    void fill_input(std::uint64_t input, const Buffers& buffers) const override;
    void run_cpu(Stage stage, const Buffers& buffers, Team& team) const override;
    void reference(const Buffers& buffers) const override;

private:
    AppName name_;
    Params params_;
    std::uint64_t seed_;
    std::vector<std::string> stages_{"add", "multiply", "reverse", "sum"};
    std::vector<BufferSpec> buffers_;
};

// `counting`, and `tallying`, which does the same under another name. The third stage never returns where BT_TEST_HANG
// is set.
std::vector<AppEntry> entries();

}  // namespace bt::apps::test
