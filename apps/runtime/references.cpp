#include "runtime/references.hpp"

#include <algorithm>
#include <atomic>
#include <vector>

#include "runtime/affinity.hpp"
#include "runtime/team.hpp"

namespace bt::apps {
namespace {

ReferenceOutput reference_of(const Application& app, TaskObject& object, std::uint64_t input) {
    app.fill_input(input, object.buffers);
    app.reference(object.buffers);
    ReferenceOutput output;
    for (std::size_t i = 0; i < app.buffers().size(); ++i) {
        auto& bytes = output.buffers.emplace_back();
        if (app.buffers()[i].role != Role::output) continue;
        const std::span<const std::byte> from = object.buffers.bytes(i);
        bytes.assign(from.begin(), from.end());
    }
    return output;
}

// As many threads as cores, but no more than half of the free memory has objects for.
std::size_t threads_for(std::size_t inputs, std::size_t bytes_per_object) {
    std::size_t threads = std::min(inputs, std::max<std::size_t>(1, allowed_cores().size()));
    if (const auto memory = available_memory(); memory && bytes_per_object > 0) {
        threads = std::min(threads, std::max<std::size_t>(1, *memory / 2 / bytes_per_object));
    }
    return threads;
}

}  // namespace

void References::compute(std::span<const std::uint64_t> inputs) {
    std::vector<std::uint64_t> missing;
    for (const std::uint64_t input : inputs) {
        if (!outputs_.contains(input)) missing.push_back(input);
    }
    std::sort(missing.begin(), missing.end());
    missing.erase(std::unique(missing.begin(), missing.end()), missing.end());
    if (missing.empty()) return;

    HostMemory memory;
    ObjectPool pool(app_, memory);
    const std::size_t threads = threads_for(missing.size(), pool.bytes_per_object());
    pool.object(threads - 1);
    std::vector<ReferenceOutput> computed(missing.size());
    std::atomic<std::size_t> next{0};
    Team team(static_cast<int>(threads));
    team.run([&](int member, int) {
        TaskObject& object = pool.object(static_cast<std::size_t>(member));
        for (std::size_t i = next++; i < missing.size(); i = next++) {
            computed[i] = reference_of(app_, object, missing[i]);
        }
    });
    for (std::size_t i = 0; i < missing.size(); ++i) outputs_.emplace(missing[i], std::move(computed[i]));
}

}  // namespace bt::apps
