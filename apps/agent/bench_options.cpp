#include "agent/bench_options.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "runtime/bench_plan.hpp"
#include "stream/stream.hpp"

namespace bt::agent {
namespace {

Measured measured(const std::vector<std::string>& names) {
    if (names.empty()) return {};
    Measured what{.cells = false};
    for (const std::string& name : names) {
        if (name == "cells") {
            what.cells = true;
        } else if (name == "switches") {
            what.switches = true;
        } else if (name == "streams") {
            what.streams = true;
        } else if (name == "demand") {
            what.demand = true;
        } else {
            const std::string known[] = {"cells", "switches", "streams", "demand"};
            throw usage_error("--measure " + printable(name) + ": no such choice", did_you_mean(name, known));
        }
    }
    return what;
}

// A model's PUs slow each other down by factors, not through a memory.
void require_memory(const Measured& what, const Session& session) {
    if (session.clock() == format::LogClock::monotonic || !(what.streams || what.demand)) return;
    throw usage_error("--measure streams and demand: a SoC model has no memory whose bandwidth PUs share",
                      "profiles of emulated devices use its pair factors");
}

std::size_t stream_bytes(const Arguments& arguments) {
    const auto mib = arguments.number("--stream-mib", 1, 4096);
    return mib ? static_cast<std::size_t>(*mib) << 20U : apps::stream_bytes();
}

// "1-3 4 5-9": the groups, one behind the other.
std::vector<StageRange> groups(const std::vector<std::string>& items, int stage_count) {
    std::vector<StageRange> all;
    int next = 1;
    for (const std::string& item : items) {
        const std::vector<Stage> stages = apps::parse_stages(item, stage_count);
        all.push_back({stages.front(), stages.back()});
        if (stages.front().number() != next) {
            throw usage_error("--groups " + printable(item) + ": stage " + std::to_string(next) + " expected",
                              "groups cover every stage in order, for example 1-3 4-" + std::to_string(stage_count));
        }
        next = stages.back().number() + 1;
    }
    if (!items.empty() && next != stage_count + 1) {
        throw usage_error("--groups end with stage " + std::to_string(next - 1) + " of " + std::to_string(stage_count));
    }
    for (int number = 1; items.empty() && number <= stage_count; ++number) {
        all.push_back({Stage::from_number(number), Stage::from_number(number)});
    }
    return all;
}

std::vector<PuName> left_out(const std::vector<std::string>& names, const std::vector<PuName>& measured) {
    std::vector<PuName> pus;
    for (const std::string& name : names) {
        pus.emplace_back(name);
        if (std::find(measured.begin(), measured.end(), pus.back()) == measured.end()) continue;
        throw usage_error("--left-out " + printable(name) + ": it is measured", "name it in --pus, or here");
    }
    return pus;
}

}  // namespace

BenchOptions read_bench_options(const Arguments& arguments, const Session& session) {
    const int stage_count = session.app().stage_count();
    std::string stages;
    for (const std::string& item : arguments.list("--stages")) stages += (stages.empty() ? "" : ",") + item;
    std::vector<std::string> conditions = arguments.list("--conditions");
    if (conditions.empty()) conditions = {"normal", "fully"};
    BenchOptions options{measured(arguments.list("--measure")),
                         apps::parse_stages(stages, stage_count),
                         groups(arguments.list("--groups"), stage_count),
                         apps::sets_of(conditions, session.pu_names()),
                         {},
                         stream_bytes(arguments),
                         static_cast<int>(arguments.number("--repeat", 1, 1'000'000).value_or(1)),
                         static_cast<std::size_t>(arguments.number("--skip", 0, 100'000'000).value_or(0)),
                         left_out(arguments.list("--left-out"), session.pu_names())};
    if (const auto seconds = arguments.positive("--seconds", 86'400)) options.rules.time = Seconds(*seconds);
    require_memory(options.measured, session);
    return options;
}

}  // namespace bt::agent
