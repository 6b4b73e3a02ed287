#include "cli/pipeline_outcome.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bt/core/words.hpp"
#include "bt/format/json_writer.hpp"
#include "bt/report/summary.hpp"
#include "bt/report/table.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/missing_date.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "cli/worse_of.hpp"

namespace bt::cli {
namespace {

std::vector<std::string> row_of(const Outcome& outcome) {
    std::vector<std::string> row{printable(outcome.device), outcome.app};
    if (outcome.code != ExitCode::done) {
        const std::string where = outcome.failed_step.empty() ? "" : outcome.failed_step + " ";
        row.push_back(where + "failed (" + std::to_string(static_cast<int>(outcome.code)) + ")");
    } else if (!outcome.summary) {
        row.push_back("no analysis");
    } else if (!outcome.summary->best) {
        row.push_back("none: " + outcome.summary->best.why());
    }
    if (row.size() > 2) {
        row.resize(8, "-");
        return row;
    }
    const format::BestSchedule& best = *outcome.summary->best;
    const auto& error = outcome.summary->pipelined.mape;
    row.push_back(printable(best.uid) + "  " + report::what_text(best));
    const std::string metric = report::measured_name(*outcome.summary);
    row.push_back(fmt::format("{:.4g} ms", best.interval.count()) + (best.what.empty() ? "" : " " + metric));
    row.push_back(report::speedup_text(best));
    row.push_back(error ? fmt::format("{:.1f} %", *error) : "-");
    row.push_back(report::verified_text(best.verified));
    row.push_back(printable(outcome.figures.string(), 300));
    return row;
}

std::string as_json(const std::vector<Outcome>& outcomes, const std::optional<std::filesystem::path>& report,
                    bool complete) {
    using format::JsonLayout;
    format::JsonWriter json;
    json.begin_object().member("kind", "pipeline").member("version", 1).member("complete", complete);
    json.key("results").begin_array();
    for (const Outcome& outcome : outcomes) {
        json.begin_object(JsonLayout::line).member("device", outcome.device).member("app", outcome.app);
        json.member("exit", static_cast<int>(outcome.code));
        if (!outcome.failed_step.empty()) json.member("failed_step", outcome.failed_step);
        if (outcome.summary && outcome.summary->best) {
            const format::BestSchedule& best = *outcome.summary->best;
            json.member("uid", best.uid).member("chunks", report::what_text(best));
            if (!best.what.empty()) json.member("metric", report::measured_name(*outcome.summary));
            json.member(best.what.empty() ? "interval_ms" : "measured_ms", best.interval.count());
            json.member("speedup", best.speedup.value());
            json.key("speedup_ci");
            if (best.speedup_ci) {
                json.begin_array(JsonLayout::line).value((*best.speedup_ci).low).value((*best.speedup_ci).high).end();
            } else {
                json.null();
            }
            json.member("mape", outcome.summary->pipelined.mape.value()).member("verified", best.verified.value());
            json.member("figures", outcome.figures.string());
        }
        json.end();
    }
    json.end();
    if (report) json.member("report", report->string());
    json.end();
    return json.take();
}

// Of several devices and applications the others have ended well, or with advice of their own.
std::string how_to_go_on(const Outcome& outcome, const std::string& date, bool alone) {
    std::string text = "go on with the same command and ";
    if (!alone) text += "only --device " + printable(outcome.device) + " --app " + outcome.app + ", and ";
    text += date + "--steps " + joined(outcome.steps_left, " ");
    const bool measures = outcome.failed_step == "benchmark" || outcome.failed_step == "run";
    return text + (measures ? " --resume" : "");
}

// What failed in a step the step itself has said, on stderr.
void tell_failure(const Outcome& outcome, const std::string& date, bool alone, Terminal& terminal) {
    const std::string what = printable(outcome.device) + ", " + outcome.app;
    if (outcome.failed_step.empty()) {
        return terminal.error(what + ": " + outcome.failure->failed(), outcome.failure->advice());
    }
    const std::string go_on = how_to_go_on(outcome, date, alone);
    if (outcome.failure) {
        return terminal.error(what + ": step " + outcome.failed_step + ": " + outcome.failure->failed(), go_on);
    }
    terminal.error(what + ": step " + outcome.failed_step + " ended with exit code " +
                       std::to_string(static_cast<int>(outcome.code)),
                   "mend what it says above, then " + go_on);
}

}  // namespace

void Outcome::find(std::filesystem::path folder) {
    figures = std::move(folder);
    const std::filesystem::path file = figures / "summary.json";
    if (const auto text = system::read_file_if_there(file, std::uint64_t{64} << 20)) {
        summary = format::read_summary(*text, file.string());
    }
}

void tell(const std::vector<Outcome>& outcomes, const store::Date& date,
          const std::optional<std::filesystem::path>& report, const Invocation& invocation) {
    Terminal& terminal = invocation.terminal;
    const bool any = std::any_of(outcomes.begin(), outcomes.end(), [](const auto& each) { return each.summary; });
    const bool complete =
        std::all_of(outcomes.begin(), outcomes.end(), [](const auto& each) { return each.code == ExitCode::done; });
    if (any || complete) {  // before any result, stdout stays empty
        TextTable table(
            {"DEVICE", "APP", "BEST SCHEDULE", "INTERVAL", "SPEED-UP", "PREDICTION OFF BY", "VERIFIED", "FIGURES"});
        for (const Outcome& outcome : outcomes) table.add(row_of(outcome));
        terminal.print(invocation.globals.json ? as_json(outcomes, report, complete) : table.str());
    }
    if (report) terminal.note("report: " + printable(report->string(), 300));
    for (const Outcome& outcome : outcomes) {
        if (outcome.code != ExitCode::done)
            tell_failure(outcome, missing_date(invocation.globals, date), outcomes.size() == 1, terminal);
    }
}

ExitCode worst_of(const std::vector<Outcome>& outcomes) {
    ExitCode worst = ExitCode::done;
    for (const Outcome& outcome : outcomes) worst = worse_of(worst, outcome.code);
    return worst;
}

}  // namespace bt::cli
