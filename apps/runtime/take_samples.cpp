#include "runtime/take_samples.hpp"

#include <algorithm>
#include <thread>

#include "runtime/affinity.hpp"
#include "runtime/monotonic.hpp"
#include "runtime/threads.hpp"

namespace bt::apps {
namespace {

// At least twice, then until caches, drivers and clocks had time, of which a tenth of the cell's goes at most. Returns
// the fastest of these executions.
std::int64_t warm_up(const Piece& piece, const SamplingRules& rules, std::int64_t begin) {
    const std::int64_t tenth = std::chrono::duration_cast<Nanoseconds>(rules.time).count() / 10;
    const std::int64_t enough = begin + std::min(rules.warm_up_ns, tenth);
    std::int64_t fastest = INT64_MAX;
    std::int64_t start = begin;
    for (int runs = 0; runs < 2 || start < enough; ++runs) {
        start = monotonic_ns();
        piece.engine->run(*piece.object, piece.stages);
        fastest = std::min(fastest, monotonic_ns() - start);
    }
    return fastest;
}

CellSamples sample(const Piece& piece, const SamplingRules& rules) {
    piece.engine->prepare(*piece.object, piece.stages);
    const std::int64_t begin = monotonic_ns();
    const std::int64_t fastest = warm_up(piece, rules, begin);
    CellSamples result{.batch = batch_for(fastest, rules)};
    Sampling sampling(rules.of(piece.engine->pu().name), begin);
    const bool in_turn = piece.before && result.batch == 1;
    if (in_turn) piece.engine->prepare(*piece.object, *piece.before);
    while (sampling.stopped() == Stopped::no) {
        if (in_turn) piece.engine->run(*piece.object, *piece.before);
        const std::int64_t start = monotonic_ns();
        for (std::int64_t i = 0; i < result.batch; ++i) piece.engine->run(*piece.object, piece.stages);
        const std::int64_t end = monotonic_ns();
        sampling.add(end - start, end);
    }
    result.ns = sampling.samples();
    result.stopped = sampling.stopped();
    result.pinned = piece.engine->is_pinned();
    return result;
}

void set_spins(const Piece& piece, const std::vector<BusyPus::Work>& load) {
    std::vector<Engine*> engines{piece.engine};
    for (const BusyPus::Work& work : load) engines.push_back(work.engine);
    std::vector<const Pu*> pus;
    for (const Engine* engine : engines) pus.push_back(&engine->pu());
    const int spins = spins_for(pus, allowed_cores());
    for (Engine* engine : engines) engine->set_spins(spins);
}

}  // namespace

CellSamples take_samples(const Piece& piece, const std::vector<BusyPus::Work>& load, const SamplingRules& rules) {
    set_spins(piece, load);
    BusyPus busy(load);
    CellSamples samples;
    std::exception_ptr failure;
    std::thread victim([&] {
        try {
            piece.engine->enter();
            samples = sample(piece, rules);
        } catch (...) {
            failure = std::current_exception();
        }
    });
    victim.join();
    busy.end();
    if (!failure) failure = busy.failure();
    if (failure) std::rethrow_exception(failure);
    return samples;
}

}  // namespace bt::apps
