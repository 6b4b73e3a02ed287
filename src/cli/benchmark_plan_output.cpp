#include <algorithm>
#include <set>

#include "bt/format/json_writer.hpp"
#include "cli/benchmark_plan.hpp"
#include "cli/duration.hpp"
#include "cli/text_table.hpp"

// What `runner benchmark` is going to do, for people and for programs.

namespace bt::cli {
namespace {

// Those with a cell, in the device's order.
std::vector<std::string> measured_pus(const DevicePlan& plan) {
    std::set<PuName> names;
    for (const ActiveSet& set : plan.sets) names.insert(set.pus().begin(), set.pus().end());
    std::vector<std::string> pus;
    for (const format::AgentPu& each : plan.info.pus) {
        if (names.contains(each.pu.name)) pus.push_back(each.pu.name.str());
    }
    return pus;
}

Seconds longest_of_all(const std::vector<DevicePlan>& plans, Seconds cell) {
    Seconds all{0};
    for (const DevicePlan& plan : plans) all += longest(plan, cell);
    return all;
}

void write_plan(format::JsonWriter& json, const DevicePlan& plan, Seconds cell) {
    json.begin_object().member("device", plan.device().str()).member("app", plan.options.app);
    json.member("backend", to_string(plan.info.backend)).member("clock", plan.info.clock);
    json.key("pus").begin_array(format::JsonLayout::line);
    for (const std::string& pu : measured_pus(plan)) json.value(pu);
    json.end().key("stages").begin_array(format::JsonLayout::line);
    for (const Stage stage : plan.stages) json.value(stage.number());
    json.end().key("sets").begin_array(format::JsonLayout::line);
    for (const ActiveSet& set : plan.sets) json.value(set.str());
    json.end().member("repeats", plan.orders.size()).member("cells", plan.cells());
    json.member("seconds_at_most", longest(plan, cell).count()).end();
}

}  // namespace

std::string plan_text(const std::vector<DevicePlan>& plans, Seconds cell) {
    TextTable table({"DEVICE", "APP", "BACKEND", "PUS", "STAGES", "SETS", "REPEATS", "CELLS", "TAKES AT MOST"});
    for (const DevicePlan& plan : plans) {
        std::string pus;
        for (const std::string& pu : measured_pus(plan)) pus += (pus.empty() ? "" : " ") + pu;
        table.add({printable(plan.device().str()), plan.options.app, std::string(to_string(plan.info.backend)), pus,
                   std::to_string(plan.stages.size()), std::to_string(plan.sets.size()),
                   std::to_string(plan.orders.size()), std::to_string(plan.cells()),
                   to_text(longest(plan, cell)) + (plan.is_virtual() ? " (virtual time)" : "")});
    }
    const BenchmarkOptions& options = plans.front().options;  // alike in all but --app and --param
    const bool until_cool = options.cooldown == "auto" && options.repeat > 1;
    return table.str() + "each cell at most " + to_text(cell) + ", less where it settles sooner; at most " +
           to_text(longest_of_all(plans, cell)) + " in all" +
           (until_cool ? ", and before each further repeat as long as cooling down takes" : "") + "\n";
}

std::string plan_json(const std::vector<DevicePlan>& plans, Seconds cell, const std::vector<Error>& failed) {
    format::JsonWriter json;
    json.begin_object().member("kind", "benchmark-plan").member("version", 1).member("complete", failed.empty());
    json.member("seconds_of_a_cell_at_most", cell.count());
    json.member("seconds_at_most", longest_of_all(plans, cell).count()).key("devices").begin_array();
    for (const DevicePlan& plan : plans) write_plan(json, plan, cell);
    json.end().key("failed").begin_array();
    for (const Error& error : failed) json.value(format::valid_utf8(error.failed()));
    return json.end().end().take();
}

}  // namespace bt::cli
