#include <algorithm>
#include <memory>

#include "bt/core/statistics.hpp"
#include "bt/device/registry.hpp"
#include "cli/command.hpp"
#include "cli/compare_output.hpp"
#include "cli/number.hpp"
#include "cli/stage_names.hpp"
#include "cli/terminal.hpp"

// `runner compare`: two tables, cell by cell (docs/compare.md).

namespace bt::cli {
namespace {

struct Options {
    std::string a;
    std::string b;
    std::optional<std::string> app;
    std::optional<std::string> device;
    std::string threshold = "1";
    bool fail_on_slower = false;
};

double threshold_of(const std::string& text) {
    const auto percent = number_in<double>(text);
    if (percent && *percent >= 0 && *percent < 100) return *percent / 100;
    throw usage_error("--threshold: '" + printable(text) + "' is no threshold", "a percentage, for example 1");
}

std::pair<ComparedSide, ComparedSide> read_sides(const Options& options, const Invocation& invocation) {
    const bool files = names_a_file(options.a);
    if (files != names_a_file(options.b)) {
        throw usage_error("a table's file can only be compared with another file",
                          "name both as files, or both as dates, devices or campaigns of the store");
    }
    if (files) return {read_file_side(options.a), read_file_side(options.b)};
    if (!options.app)
        throw usage_error("which application? --app is missing", "runner status lists those in the store");
    const SideDefaults defaults{
        AppName(*options.app), options.device ? std::optional(device::id_of(*options.device)) : std::nullopt,
        invocation.globals.date ? std::optional(store::parse_date(*invocation.globals.date)) : std::nullopt};
    const store::Store held(store::choose_root(invocation.globals.data));
    return {read_store_side(options.a, defaults, held), read_store_side(options.b, defaults, held)};
}

std::string words_of(const Params& params) {
    std::string text;
    for (const auto& [name, value] : params) text += (text.empty() ? "" : " ") + name + "=" + value;
    return text.empty() ? "none" : printable(text, 200);
}

// A ratio of two different things is no ratio.
void refuse_what_differs(const ComparedSide& a, const ComparedSide& b) {
    if (a.files == b.files && a.campaign == b.campaign) {
        throw usage_error("A and B are the same: campaign " + std::to_string(a.campaign) + " in " +
                              printable(a.files.front().string(), 200),
                          "name another date, device or campaign, as in 2026-03-31/phone@2");
    }
    if (!a.origin || !b.origin) return;
    if (a.origin->app != b.origin->app) {
        throw data_error("A is of the application " + a.origin->app.str() + ", B of " + b.origin->app.str(),
                         "only tables of one application can be compared");
    }
    if (a.origin->params != b.origin->params) {
        throw data_error(
            "A was measured with other sizes than B: " + words_of(a.origin->params) + "; " + words_of(b.origin->params),
            "only tables of the same --param can be compared");
    }
}

void warn_of_what_is_unknown(const ComparedSide& side, const char* letter, Terminal& terminal) {
    for (const std::string& note : side.notes) terminal.warn(std::string(letter) + ": " + note);
    if (side.origin) return;
    terminal.warn(std::string(letter) + ": no log of this program says the application and sizes of " +
                  printable(side.files.front().string(), 200) + "; whether they are the same is not checked");
}

// `normal`, `fully`, then further sets; stages; PUs in the order of the table.
void sort_rows(CompareResult& result) {
    const auto rank = [&](const ComparedCell& cell) {
        const auto& pus = result.a.pus;
        const int condition = cell.condition == "normal" ? 0 : cell.condition == "fully" ? 1 : 2;
        return std::tuple(condition, cell.condition, cell.stage,
                          std::find(pus.begin(), pus.end(), cell.pu) - pus.begin());
    };
    std::sort(result.rows.begin(), result.rows.end(),
              [&](const ComparedRow& x, const ComparedRow& y) { return rank(x.cell) < rank(y.cell); });
}

CompareResult compare_sides(ComparedSide a, ComparedSide b, double threshold) {
    CompareResult result{std::move(a), std::move(b), threshold, {}};
    for (const auto& [cell, before] : result.a.times) {
        const auto after = result.b.times.find(cell);
        if (after == result.b.times.end()) {
            result.only_in_a.push_back(cell);
            continue;
        }
        result.rows.push_back(
            {cell, median(before), median(after->second), analyse::compare_times(before, after->second, threshold)});
    }
    for (const auto& [cell, times] : result.b.times) {
        if (!result.a.times.contains(cell)) result.only_in_b.push_back(cell);
    }
    if (result.rows.empty()) {
        throw data_error("A and B have no cell in common: other PUs, stages or conditions",
                         "runner status shows what there is");
    }
    sort_rows(result);
    return result;
}

std::optional<AppName> app_of(const CompareResult& result, const Options& options) {
    if (result.a.origin) return result.a.origin->app;
    return options.app ? std::optional(AppName(*options.app)) : std::nullopt;
}

ExitCode run(const Options& options, const Invocation& invocation) {
    if (options.a.empty() || options.b.empty()) {
        throw usage_error("compare what with what? two tables are needed",
                          "for example: runner compare --app tree --device local 2026-03-30 2026-03-31");
    }
    const double threshold = threshold_of(options.threshold);
    auto [a, b] = read_sides(options, invocation);
    refuse_what_differs(a, b);
    warn_of_what_is_unknown(a, "A", invocation.terminal);
    warn_of_what_is_unknown(b, "B", invocation.terminal);
    CompareResult result = compare_sides(std::move(a), std::move(b), threshold);
    if (const auto app = app_of(result, options)) {
        result.stage_names = stage_names_of(*app, std::max(result.a.stages, result.b.stages));
    }
    invocation.terminal.print(invocation.globals.json ? comparison_as_json(result) : comparison_as_text(result));
    const int slower = result.counts()[analyse::Verdict::slower];
    if (!options.fail_on_slower || slower == 0) return ExitCode::done;
    invocation.terminal.error("--fail-on-slower: " + std::to_string(slower) + " of " +
                                  std::to_string(result.rows.size()) + " cells are slower in B",
                              "");
    return ExitCode::verdict;
}

void declare(Flags& flags, Options& options) {
    flags.text("A", options.a, "A", "What was: [DATE][/DEVICE][@CAMPAIGN], or a table's file");
    flags.text("B", options.b, "B", "What is compared with it");
    flags.text("--app", options.app, "NAME", "The application");
    flags.text("--device", options.device, "ID", "The device of both");
    flags.text("--threshold", options.threshold, "PERCENT", "Smaller differences count as none (1)");
    flags.flag("--fail-on-slower", options.fail_on_slower, "Exit with 1 where a cell of B is slower");
}

}  // namespace

Command compare_command() {
    auto options = std::make_shared<Options>();
    return {"compare", "Compare two tables: dates, devices or builds",
            [options](Flags& flags) { declare(flags, *options); },
            [options](const Invocation& invocation) { return run(*options, invocation); }};
}

}  // namespace bt::cli
