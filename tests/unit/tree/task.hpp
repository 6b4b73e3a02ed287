#pragma once

#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "runtime/application.hpp"
#include "runtime/team.hpp"
#include "tree/outline.hpp"
#include "tree/reference.hpp"
#include "tree/tree.hpp"

namespace bt::apps::tree {

// The buffers of one task. Blocks have the exact size, so that a sanitizer sees every step beyond one.
class Task {
public:
    explicit Task(const std::vector<BufferSpec>& specs) {
        for (const BufferSpec& spec : specs) memory_.emplace_back(spec.count * size_of(spec.element));
    }
    Buffers buffers() {
        std::vector<std::span<std::byte>> spans(memory_.begin(), memory_.end());
        return Buffers(std::move(spans));
    }
    // What the runtime does before a task whose outputs are compared.
    void scrub(const std::vector<BufferSpec>& specs) {
        for (std::size_t i = 0; i < specs.size(); ++i) {
            if (specs[i].role != Role::input) std::fill(memory_[i].begin(), memory_[i].end(), std::byte{0});
        }
    }
    void fill(std::byte value) {
        for (auto& block : memory_) std::fill(block.begin(), block.end(), value);
    }

private:
    std::vector<std::vector<std::byte>> memory_;
};

inline std::unique_ptr<Application> make_tree(const Params& params, std::uint64_t seed = 1) {
    return tree_entry().make({params, seed, std::nullopt, std::nullopt});
}

inline std::unique_ptr<Application> make_tree(std::size_t points, std::uint64_t seed = 1,
                                              const std::string& scene = "mixed") {
    return make_tree({{"points", std::to_string(points)}, {"scene", scene}}, seed);
}

inline void run_all(const Application& app, const Buffers& buffers, Team& team) {
    for (int stage = 1; stage <= app.stage_count(); ++stage) app.run_cpu(Stage::from_number(stage), buffers, team);
}

// The name of the first buffer in which the two differ; outputs only, or everything but the scratch buffers.
enum class Which { outputs, all };
inline std::string first_difference(const Application& app, const Buffers& a, const Buffers& b,
                                    Which which = Which::all) {
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (i == buffer::partial || i == buffer::sort_scratch) continue;
        if (which == Which::outputs && app.buffers()[i].role != Role::output) continue;
        if (std::memcmp(a.bytes(i).data(), b.bytes(i).data(), a.bytes(i).size()) != 0) return app.buffers()[i].name;
    }
    return "";
}

}  // namespace bt::apps::tree
