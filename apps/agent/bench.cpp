#include <algorithm>

#include "agent/bench_additions.hpp"
#include "agent/commands.hpp"
#include "bt/core/error.hpp"
#include "bt/core/version.hpp"
#include "runtime/cell_measure.hpp"

namespace bt::agent {
namespace {

format::BenchHeader header_of(const Session& session, const BenchOptions& options) {
    return {.agent = "bt-agent " + std::string(version()) + " " + std::string(build_id()),
            .device = session.device(),
            .app = session.app().name(),
            .backend = session.backend(),
            .params = session.app().params(),
            .seed = session.seed(),
            .clock = session.clock(),
            .pus = session.pu_names(),
            .left_out = options.left_out};
}

format::StoppedBy stopped_by(apps::Stopped stopped) {
    switch (stopped) {
        case apps::Stopped::precision: return format::StoppedBy::precision;
        case apps::Stopped::count: return format::StoppedBy::count;
        case apps::Stopped::time:
        case apps::Stopped::no: return format::StoppedBy::time;
    }
    return format::StoppedBy::time;
}

std::string name_of(const apps::BenchTarget& target) {
    const std::string first = std::to_string(target.stages.first.number());
    const bool one = target.stages.first == target.stages.last;
    return (one ? "stage " + first : "stages " + first + " to " + std::to_string(target.stages.last.number())) +
           " on " + target.pu.str();
}

format::BenchCell measure(const Session& session, apps::CellMeasure& measure, const apps::BenchTarget& target,
                          int repeat) {
    format::BeforeAfter clock{.before = session.clock_mhz(target.pu), .after = {}};
    format::BeforeAfter temperature{.before = session.temperature_c(), .after = {}};
    apps::CellSamples samples = measure.measure(target);
    clock.after = session.clock_mhz(target.pu);
    temperature.after = session.temperature_c();
    return {target.stages,
            target.pu,
            target.set,
            repeat,
            samples.batch,
            std::move(samples.ns),
            stopped_by(samples.stopped),
            clock,
            temperature,
            samples.pinned};
}

void measure_cells(Session& session, const BenchOptions& options, BenchLog& log) {
    const auto cells = session.cells("bench " + std::to_string(options.repeat), options.rules);
    std::vector<std::string> unable;
    std::size_t skip = options.skip;
    for (const apps::BenchTarget& target : apps::bench_targets(options.stages, options.sets, options.order(session))) {
        if (!cells->can_measure(target)) {
            if (const std::string name = name_of(target);
                std::find(unable.begin(), unable.end(), name) == unable.end()) {
                unable.push_back(name);
                note(name + ": no kernel, not measured");
            }
            continue;
        }
        if (skip > 0) {
            --skip;
            continue;
        }
        log.add(measure(session, *cells, target, options.repeat));
    }
    if (options.skip > 0 && skip == 0 && !log.begun()) log.begin();  // all of them are there already
}

int run(const Arguments& arguments, Output& out) {
    Session session(arguments);
    const BenchOptions options = read_bench_options(arguments, session);
    const auto lock = session.lock("bench");
    BenchLog log(header_of(session, options), out);
    if (options.measured.cells) measure_cells(session, options, log);
    if (options.measured.switches) measure_switches(session, options, log);
    if (options.measured.streams || options.measured.demand) measure_memory(session, options, log);
    if (!log.begun()) throw usage_error("nothing to measure: no PU of these sets can run any of these stages");
    log.close();
    return 0;
}

}  // namespace

Command bench_command() {
    return {"bench", "measure stages on PUs, alone and under load",
            with_common({{"--stages", Takes::list, "1-3,5", "which stages (all)"},
                         {"--conditions", Takes::list, "NAME...",
                          "normal fully pairs sets, or sets such as big+vulkan (normal fully)"},
                         {"--seconds", Takes::one, "S", "longest time for one cell (1)"},
                         {"--measure", Takes::list, "cells...",
                          "cells, and for several applications at once: switches, streams, demand (cells)"},
                         {"--groups", Takes::list, "1-3 4-9",
                          "stages that stay together, for switches and demand (each alone)"},
                         {"--stream-mib", Takes::one, "N", "the array that streams read (4 times the largest cache)"},
                         {"--repeat", Takes::one, "N", "the number of this repeat, as the log has it (1)"},
                         {"--left-out", Takes::list, "NAME...", "PUs that the device has besides --pus, for the log"},
                         {"--skip", Takes::one, "N", "not the first N cells: a log has them already"}}),
            run};
}

}  // namespace bt::agent
