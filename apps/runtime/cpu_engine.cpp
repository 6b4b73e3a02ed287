#include <atomic>

#include "bt/core/error.hpp"
#include "runtime/affinity.hpp"
#include "runtime/engine.hpp"

namespace bt::apps {
namespace {

// A helper that cannot be pinned fails the PU by name, not only the core.
template <class F>
auto naming(const Pu& pu, F action) {
    try {
        return action();
    } catch (const Error& error) {
        throw Error(error.code(), "PU " + pu.name.str() + ": " + error.failed(), error.advice());
    }
}

}  // namespace

CpuEngine::CpuEngine(Pu pu)
    : pu_(std::move(pu)), team_(naming(pu_, [this] { return pu_.cores.empty() ? Team(1) : Team(pu_.cores); })) {}

void CpuEngine::enter() {
    if (pu_.cores.empty()) return;
    naming(pu_, [this] { pin_this_thread(pu_.cores.front()); });
}

void CpuEngine::run(const TaskObject& object, StageRange stages) {
    for (Stage stage = stages.first; stage <= stages.last; stage = stage.next()) {
        object.app->run_cpu(stage, object.buffers, team_);
    }
}

bool CpuEngine::is_pinned() {
    if (pu_.cores.empty()) return true;
    std::atomic<bool> all{true};
    team_.run([&](int member, int) {
        if (!this_thread_is_pinned_to(pu_.cores[static_cast<std::size_t>(member)])) all = false;
    });
    return all;
}

}  // namespace bt::apps
