#include "cli/run_plan_output.hpp"

#include "bt/format/json_writer.hpp"
#include "runtime/machine.hpp"

namespace bt::cli {

std::string as_text(const RunIntent& intent) {
    const RunPlan& plan = intent.plan;
    std::string text = "would run " + std::to_string(plan.schedules.size()) + " schedules " +
                       std::to_string(intent.runs) + " times on " + printable(plan.subject.device.str()) +
                       (plan.pus.empty() ? "" : " (" + apps::to_string(plan.pus) + ")") + "\n  reads " +
                       printable(intent.reads.string(), 200) + "\n  writes " + std::to_string(intent.runs) +
                       " logs in " + printable(intent.writes.string(), 200) + "\n";
    for (const PlannedSchedule& each : plan.schedules) {
        text += "  " + each.runnable.uid + "  " + each.what + (each.control.empty() ? "" : "  " + each.control) + "\n";
    }
    return text;
}

std::string as_json(const RunIntent& intent) {
    const RunPlan& plan = intent.plan;
    format::JsonWriter json;
    json.begin_object().member("kind", "run-plan").member("version", 1);
    json.member("device", plan.subject.device.str()).member("app", plan.subject.app.str());
    json.member("backend", to_string(plan.subject.backend));
    json.key("params").begin_object(format::JsonLayout::line);
    for (const auto& [name, value] : plan.subject.params) json.member(name, value);
    json.end().key("pus").begin_array(format::JsonLayout::line);
    for (const Pu& pu : plan.pus) json.value(pu.name.str());
    json.end().member("runs", intent.runs);
    json.member("reads", format::valid_utf8(intent.reads.string()));
    json.member("writes", format::valid_utf8(intent.writes.string())).key("schedules").begin_array();
    for (const PlannedSchedule& each : plan.schedules) {
        json.begin_object(format::JsonLayout::line).member("uid", each.runnable.uid).member("rank", each.rank);
        json.member("control", !each.control.empty()).member("chunks", each.what);
        json.member("predicted_ms", each.predicted ? std::optional(each.predicted->count()) : std::nullopt).end();
    }
    return json.end().end().take();
}

}  // namespace bt::cli
