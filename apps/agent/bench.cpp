#include <algorithm>

#include "agent/commands.hpp"
#include "agent/session.hpp"
#include "bt/core/error.hpp"
#include "bt/core/version.hpp"
#include "bt/format/bench_log_writer.hpp"
#include "runtime/cell_measure.hpp"

namespace bt::agent {
namespace {

struct BenchOptions {
    std::vector<Stage> stages;
    std::vector<ActiveSet> sets;
    apps::SamplingRules rules;
    int repeat;
    std::size_t skip;  // cells of the order that somebody has already
};

BenchOptions read_options(const Arguments& arguments, const Session& session) {
    std::string stages;
    for (const std::string& item : arguments.list("--stages")) stages += (stages.empty() ? "" : ",") + item;
    std::vector<std::string> conditions = arguments.list("--conditions");
    if (conditions.empty()) conditions = {"normal", "fully"};
    BenchOptions options{apps::parse_stages(stages, session.app().stage_count()),
                         apps::sets_of(conditions, session.pu_names()),
                         {},
                         static_cast<int>(arguments.number("--repeat", 1, 1'000'000).value_or(1)),
                         static_cast<std::size_t>(arguments.number("--skip", 0, 100'000'000).value_or(0))};
    if (const auto seconds = arguments.positive("--seconds", 86'400)) options.rules.time = Seconds(*seconds);
    return options;
}

format::BenchHeader header_of(const Session& session) {
    return {.agent = "bt-agent " + std::string(version()) + " " + std::string(build_id()),
            .device = session.device(),
            .app = session.app().name(),
            .backend = session.backend(),
            .params = session.app().params(),
            .seed = session.seed(),
            .clock = session.clock(),
            .pus = session.pu_names()};
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

// The first cell comes with the header: a failure before any result leaves stdout empty.
void write_log(const Session& session, apps::CellMeasure& cells, const BenchOptions& options, Output& out) {
    format::BenchLogWriter log(header_of(session));
    std::string pending = log.header_line();
    std::vector<std::string> unable;
    std::size_t skip = options.skip;
    // Every repeat has an order of its own: what a cell leaves behind for the next must not fall on the same one again.
    const std::uint64_t order = session.seed() + static_cast<std::uint64_t>(options.repeat - 1);
    for (const apps::BenchTarget& target : apps::bench_targets(options.stages, options.sets, order)) {
        if (!cells.can_measure(target)) {
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
        out.write(pending + log.cell_line(measure(session, cells, target, options.repeat)));
        out.flush();
        pending.clear();
    }
    if (!pending.empty() && options.skip > 0 && skip == 0) {
        out.write(pending);
        pending.clear();
    }
    if (!pending.empty()) throw usage_error("nothing to measure: no PU of these sets can run any of these stages");
    out.write(log.closing(0));
    out.flush();
}

int run(const Arguments& arguments, Output& out) {
    Session session(arguments);
    const BenchOptions options = read_options(arguments, session);
    const auto lock = session.lock("bench");
    const auto cells = session.cells("bench " + std::to_string(options.repeat), options.rules);
    write_log(session, *cells, options, out);
    return 0;
}

}  // namespace

Command bench_command() {
    return {"bench", "measure stages on PUs, alone and under load",
            with_common({{"--stages", Takes::list, "1-3,5", "which stages (all)"},
                         {"--conditions", Takes::list, "NAME...",
                          "normal fully pairs sets, or sets such as big+vulkan (normal fully)"},
                         {"--seconds", Takes::one, "S", "longest time for one cell (1)"},
                         {"--repeat", Takes::one, "N", "the number of this repeat, as the log has it (1)"},
                         {"--skip", Takes::one, "N", "not the first N cells: a log has them already"}}),
            run};
}

}  // namespace bt::agent
