#pragma once

#include <string>
#include <vector>

#include "runtime/application.hpp"

namespace bt::apps {

// Reads a large array and keeps sums of its parts. Its stages differ in how many rounds of arithmetic each word passes
// first: 0, 1, 2, 4, … up to 1024, so that the later ones ask less and less of the memory. Not an application to
// schedule: what runs on a PU while the memory is measured. Kernels for CPUs and for vulkan; none for cuda.
class Stream : public Application {
public:
    // `bytes`: of the array; more than every cache holds, or the caches are measured.
    explicit Stream(std::size_t bytes);

    static int ops(Stage stage);  // rounds of arithmetic
    std::size_t bytes() const { return buffers_.front().count * sizeof(std::uint32_t); }

    const AppName& name() const override { return name_; }
    const Params& params() const override { return params_; }
    const std::vector<std::string>& stage_names() const override { return stages_; }
    const std::vector<BufferSpec>& buffers() const override { return buffers_; }
    void fill_shared(const Buffers&) const override {}
    void fill_input(std::uint64_t input, const Buffers& buffers) const override;
    void run_cpu(Stage stage, const Buffers& buffers, Team& team) const override;
    std::vector<VulkanDispatch> vulkan(Stage stage) const override;
    void reference(const Buffers& buffers) const override;

private:
    AppName name_{"stream"};
    Params params_;
    std::vector<std::string> stages_;
    std::vector<BufferSpec> buffers_;
};

// Four times what this machine's largest cache holds, from 64 to 512 MiB.
std::size_t stream_bytes();

}  // namespace bt::apps
