#pragma once

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include "cifar-dense/dense.hpp"
#include "cifar-sparse/sparse.hpp"
#include "cifar/network.hpp"
#include "cifar/network_application.hpp"
#include "runtime/application.hpp"
#include "runtime/compare.hpp"
#include "runtime/team.hpp"

namespace bt::apps::cifar {

// The buffers of one task. Blocks have the exact size, so that a sanitizer sees every step beyond one; what stages
// write is no number until they do.
class Task {
public:
    explicit Task(const Application& app, std::uint64_t input = 0) {
        std::vector<std::span<std::byte>> spans;
        for (const BufferSpec& spec : app.buffers()) {
            auto& block = blocks_.emplace_back(spec.count, std::nanf(""));  // every element has four bytes
            spans.push_back(std::as_writable_bytes(std::span(block)));
        }
        buffers_ = std::make_unique<Buffers>(std::move(spans));
        app.fill_shared(*buffers_);
        app.fill_input(input, *buffers_);
    }
    const Buffers& buffers() const { return *buffers_; }
    std::vector<float>& block(std::size_t buffer) { return blocks_[buffer]; }

private:
    std::vector<std::vector<float>> blocks_;
    std::unique_ptr<Buffers> buffers_;
};

inline std::unique_ptr<NetworkApplication> make(const AppEntry& entry, const AppOptions& options) {
    auto app = entry.make(options);
    return std::unique_ptr<NetworkApplication>(dynamic_cast<NetworkApplication*>(app.release()));
}
inline std::unique_ptr<NetworkApplication> make_dense(int batch, std::uint64_t seed = 1) {
    return make(cifar_dense_entry(), {{{"batch", std::to_string(batch)}}, seed, std::nullopt, std::nullopt});
}
inline std::unique_ptr<NetworkApplication> make_sparse(int batch, const std::string& density, std::uint64_t seed = 1) {
    return make(cifar_sparse_entry(),
                {{{"batch", std::to_string(batch)}, {"density", density}}, seed, std::nullopt, std::nullopt});
}

inline void run_all(const Application& app, const Buffers& buffers, Team& team) {
    for (int stage = 1; stage <= app.stage_count(); ++stage) app.run_cpu(Stage::from_number(stage), buffers, team);
}

// What is wrong with floats by the rule for outputs; empty: they are equal.
inline std::string fault_in(std::span<const float> floats, std::span<const float> reference,
                            std::size_t scores_per_row = 0) {
    double largest = 0;
    return fault_of_floats(floats, reference, scores_per_row, largest).value_or("");
}

}  // namespace bt::apps::cifar
