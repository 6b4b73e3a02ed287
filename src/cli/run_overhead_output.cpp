#include <fmt/format.h>

#include "bt/format/json_writer.hpp"
#include "cli/run_overhead.hpp"
#include "cli/text_table.hpp"

namespace bt::cli {

std::string as_text(const Overhead& overhead) {
    TextTable table({"PAIR", "WITHOUT ms", "WITH ms", "OVERHEAD", "SOLVED"});
    for (std::size_t i = 0; i < overhead.pairs.size(); ++i) {
        const OverheadPair& pair = overhead.pairs[i];
        table.add({std::to_string(i + 1), fmt::format("{:.3f}", pair.without.count()),
                   fmt::format("{:.3f}", pair.with.count()), fmt::format("{:+.2f} %", pair.percent()),
                   std::to_string(pair.solved)});
    }
    std::string text = overhead.uid + " (" + overhead.what + ") without and with a solver beside\n" + table.str();
    text += fmt::format("mean {:+.2f} %", overhead.mean_percent());
    if (const auto ci = overhead.ci()) text += fmt::format(" (95 % CI {:+.2f} to {:+.2f})", ci->low, ci->high);
    return text + fmt::format(", largest {:+.2f} %\n", overhead.largest_percent());
}

std::string as_json(const Overhead& overhead, const RunPlan& plan) {
    format::JsonWriter json;
    json.begin_object().member("kind", "overhead").member("version", 1).member("complete", true);
    json.member("device", plan.subject.device.str()).member("app", plan.subject.app.str());
    json.member("uid", overhead.uid).key("pairs").begin_array();
    for (const OverheadPair& pair : overhead.pairs) {
        json.begin_object(format::JsonLayout::line).member("without_ms", pair.without.count());
        json.member("with_ms", pair.with.count()).member("overhead_percent", pair.percent());
        json.member("solved", pair.solved).end();
    }
    json.end().member("mean_percent", overhead.mean_percent()).key("ci_percent");
    if (const auto ci = overhead.ci()) {
        json.begin_array(format::JsonLayout::line).value(ci->low).value(ci->high).end();
    } else {
        json.null();
    }
    return json.member("largest_percent", overhead.largest_percent()).end().take();
}

std::string as_csv(const Overhead& overhead) {
    std::string text = "pair,without_ms,with_ms,overhead_percent,solved\n";
    for (std::size_t i = 0; i < overhead.pairs.size(); ++i) {
        const OverheadPair& pair = overhead.pairs[i];
        text += fmt::format("{},{},{},{:.6g},{}\n", i + 1, pair.without.count(), pair.with.count(), pair.percent(),
                            pair.solved);
    }
    return text;
}

}  // namespace bt::cli
