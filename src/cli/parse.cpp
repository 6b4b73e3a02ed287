#include <fmt/format.h>

#include <memory>

#include "bt/report/summary.hpp"
#include "bt/store/manifest.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/clock.hpp"
#include "bt/system/signals.hpp"
#include "cli/left_out.hpp"
#include "cli/number.hpp"
#include "cli/parse_figures.hpp"
#include "cli/parse_output.hpp"
#include "cli/parse_summary.hpp"
#include "cli/plan_json.hpp"
#include "cli/step_record.hpp"
#include "cli/terminal.hpp"

// `runner parse`: what was measured, and how well the prediction held (docs/parse.md).

namespace bt::cli {
namespace {

namespace fs = std::filesystem;

struct ParseOptions {
    ParseSources sources;
    std::string time_window = "0.0-1.0";
    std::vector<std::string> figures;
    std::optional<std::string> fail_on_mape;
    bool refit_costs = false;
    bool dry_run = false;
};

TimeWindow parse_window(const std::string& text) {
    const std::size_t dash = text.find('-');
    if (dash != std::string::npos) {
        const auto from = number_in<double>(std::string_view(text).substr(0, dash));
        const auto to = number_in<double>(std::string_view(text).substr(dash + 1));
        if (from && to && *from >= 0 && *to <= 1 && *from < *to) return {*from, *to};
    }
    throw usage_error("--time-window: '" + printable(text) + "' is no part of a run",
                      "two shares from 0 to 1, the smaller one first, for example 0.1-0.9");
}

double parse_limit(const std::string& text) {
    const auto limit = number_in<double>(text);
    if (limit && *limit >= 0) return *limit;
    throw usage_error("--fail-on-mape: '" + printable(text) + "' is no limit", "a percentage, for example 10");
}

std::vector<plot::ImageFormat> parse_figures(const std::vector<std::string>& words) {
    std::vector<plot::ImageFormat> formats;
    if (words.empty()) return {plot::ImageFormat::png, plot::ImageFormat::svg};
    for (const std::string& word : words) {
        if (word == "none" && words.size() > 1) {
            throw usage_error("--figures: none and others", "either `none`, or of png, svg, pdf");
        }
        if (word != "none") formats.push_back(plot::parse_image_format(word));
    }
    return formats;
}

std::vector<fs::path> files_read(const ParseInput& input) {
    std::vector<fs::path> files = input.logs;
    files.insert(files.end(), input.schedule_files.begin(), input.schedule_files.end());
    return files;
}

std::string plan_text(const ParseInput& input) {
    std::string text = "would read\n";
    for (const fs::path& file : files_read(input)) text += "  " + printable(file.string(), 200) + "\n";
    return text + "and write into " + printable(input.out.string(), 200) + "\n";
}

fs::path write_costs(const ParseInput& input, const store::Store& held, const format::Summary& summary,
                     const ParsedLogs& parsed, Terminal& terminal) {
    std::vector<std::string> left;
    const format::ChunkCosts costs = refit_costs(summary, parsed, left);
    for (const std::string& each : left) terminal.warn("no costs of " + each);
    const fs::path file = input.date ? held.layout().costs(*input.date, summary.app, summary.device)
                                     : input.out / (file_name_part(summary.device) + "_costs.json");
    system::write_file_atomically(file, format::render(costs));
    return file;
}

void record_step(const ParseInput& input, const store::Store& held, const format::Summary& summary,
                 const ParseOptions& options, const std::vector<fs::path>& written, const Invocation& invocation,
                 system::WallTime started, ExitCode code) {
    store::StepRecord step = step_record("parse", system::timestamp(started), invocation);
    step.device = summary.device.str();
    step.app = summary.app.str();
    step.backend = to_string(summary.backend);
    step.params = summary.params;
    step.settings = {{"time-window", options.time_window}};
    for (const auto& file : files_read(input)) step.inputs.push_back(store::record_file(held.layout(), file));
    for (const auto& file : written) step.outputs.push_back(store::record_file(held.layout(), file));
    step.exit = static_cast<int>(code);
    step.result = summary.best ? "best " + summary.best.value()->uid : "no best: " + summary.best.why();
    store::append_step(held.layout(), *input.date, step);
}

ExitCode verdict(const format::Summary& summary, const ParseOptions& options, Terminal& terminal) {
    for (const format::ScheduleSummary& schedule : summary.schedules) {
        if (schedule.status == format::RunStatus::wrong) return ExitCode::wrong_result;
    }
    if (!options.fail_on_mape) return ExitCode::done;
    const double limit = parse_limit(*options.fail_on_mape);
    if (summary.all.mape && *summary.all.mape <= limit) return ExitCode::done;
    terminal.warn(
        "--fail-on-mape " + *options.fail_on_mape + ": the MAPE is " +
        (summary.all.mape ? fmt::format("{:.2f} %", *summary.all.mape) : "undefined, " + summary.all.mape.why()));
    return ExitCode::verdict;
}

void check_options(const ParseOptions& options) {
    parse_window(options.time_window);
    parse_figures(options.figures);
    if (options.fail_on_mape) parse_limit(*options.fail_on_mape);
}

ExitCode run(const ParseOptions& options, const Invocation& invocation) {
    const auto started = system::real_clock().wall();
    check_options(options);
    const TimeWindow window = parse_window(options.time_window);
    const auto formats = parse_figures(options.figures);
    system::Cancellation stop;
    const system::InterruptSignals signals(stop);
    Terminal& terminal = invocation.terminal;
    const store::Store held(store::choose_root(invocation.globals.data));
    const ParseInput input = find_parse_input(options.sources, held, invocation.globals);
    for (const std::string& note : input.notes) terminal.warn(note);
    if (options.dry_run) {
        terminal.print(invocation.globals.json ? plan_json("parse", files_read(input), {input.out}) : plan_text(input));
        return ExitCode::done;
    }
    AnalysisFolder folder(input.out);
    const ParsedLogs parsed = parse_logs(
        input, window, [&](const auto& measured, auto slices) { folder.add_trace(measured, slices); }, stop);
    const format::Summary summary = summarise(input, parsed);
    for (const std::string& warning : summary.warnings) terminal.warn(printable(warning, 600));
    const auto figures =
        formats.empty() ? std::vector<fs::path>{} : draw_figures(input.out, summary, parsed, formats, stop);
    folder.write_summaries(summary, figures);
    remove_earlier_figures(input.out, figures);
    std::vector<fs::path> written = folder.written();
    written.insert(written.end(), figures.begin(), figures.end());
    if (options.refit_costs) written.push_back(write_costs(input, held, summary, parsed, terminal));
    const ExitCode code = verdict(summary, options, terminal);
    if (input.date) record_step(input, held, summary, options, written, invocation, started, code);
    terminal.print(invocation.globals.json ? format::render(summary) : as_text(summary));
    terminal.note("written: " + printable(input.out.string(), 200));
    return code;
}

void declare(Flags& flags, ParseOptions& options) {
    ParseSources& sources = options.sources;
    flags.text("--device", sources.device, "ID", "The device");
    flags.text("--app", sources.app, "NAME", "The application");
    flags.choice("--backend", sources.backend, {"auto", "cpu", "vk", "cu"}, "The accelerator");
    flags.words("--logs", sources.logs, "PATH", "Logs, or folders of them, instead of the store's");
    flags.text("--schedules", sources.schedules, "FILE",
               "The schedules that ran; needed for the earlier system's logs");
    flags.text("--time-window", options.time_window, "FROM-TO", "The part of each run that counts (0.0-1.0)");
    flags.text("--out", sources.out, "DIR", "Where the analysis goes");
    flags.list("--figures", options.figures, "png|svg|pdf|none", "What figures are drawn as (png,svg)");
    flags.flag("--refit-costs", options.refit_costs, "Fit what submitting a chunk costs from this run");
    flags.flag("--lenient", sources.lenient, lenient_help);
    flags.text("--fail-on-mape", options.fail_on_mape, "PERCENT", "Exit with 1 where the prediction is worse");
    flags.flag("--dry-run", options.dry_run, "Say what would be read and written");
}

}  // namespace

Command parse_command() {
    auto options = std::make_shared<ParseOptions>();
    return {"parse", "Compare what was measured with what was predicted",
            [options](Flags& flags) { declare(flags, *options); },
            [options](const Invocation& invocation) { return run(*options, invocation); },
            [options](const Globals&) { check_options(*options); }};
}

}  // namespace bt::cli
