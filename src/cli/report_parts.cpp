#include "cli/report_parts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bt/plot/figure.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/heatmap_figures.hpp"
#include "cli/stage_names.hpp"

namespace bt::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_picture = std::uint64_t{16} << 20U;
constexpr std::uint64_t largest_svg = std::uint64_t{1} << 20U;  // of a larger one the PNG reads faster

// Of a figure in several formats one: the SVG, which is sharp at every size, unless it is huge. In the order in which
// a reader wants them; what is not named here comes last.
std::vector<report::Picture> pictures_in(const std::vector<fs::path>& files, const std::vector<std::string>& order) {
    std::map<std::string, fs::path> chosen;
    for (const fs::path& file : files) {
        std::error_code ignored;
        const bool svg = file.extension() == ".svg" && fs::file_size(file, ignored) <= largest_svg;
        if (svg) chosen[file.stem().string()] = file;
        if (file.extension() == ".png") chosen.try_emplace(file.stem().string(), file);
    }
    std::vector<report::Picture> pictures;
    const auto add = [&](const std::string& stem, const fs::path& file) {
        const auto bytes = system::read_file_if_there(file, largest_picture);
        if (bytes) pictures.push_back({stem, file.extension() == ".svg" ? "image/svg+xml" : "image/png", *bytes});
    };
    for (const std::string& end : order) {
        for (auto each = chosen.begin(); each != chosen.end();) {
            const bool is_this = each->first.ends_with(end);
            if (is_this) add(each->first, each->second);
            each = is_this ? chosen.erase(each) : std::next(each);
        }
    }
    for (const auto& [stem, file] : chosen) add(stem, file);
    return pictures;
}

std::string time_text(const CellTimes& times) {
    if (times.median.is_absent()) return "absent";
    const auto median = times.median.time();
    if (!median) return "-";
    const auto ci = times.ci();
    if (!ci) return plot::value_text(median->count());
    return plot::value_text(median->count()) + " (" + plot::value_text(ci->low) + " to " + plot::value_text(ci->high) +
           ")";
}

report::TitledTable times_table(const MeasuredTimes& measured, const ConditionTimes& times, const ShownStages& shown,
                                const std::string& condition) {
    report::TitledTable out{"Stages, " + condition + ": median in ms (95 % CI over repeats), " + campaign_text(times),
                            {{"stage"}, {}}};
    for (const PuName& pu : measured.pus) out.table.head.push_back(pu.str());
    for (const Stage stage : shown.of(measured.stages)) {
        std::vector<std::string> row{shown.label(stage)};
        for (const PuName& pu : measured.pus) row.push_back(time_text(times.at(stage, pu)));
        out.table.rows.push_back(std::move(row));
    }
    return out;
}

template <typename Value>
std::string or_unavailable(const std::optional<Value>& value) {
    return value ? fmt::format("{}", *value) : "unavailable";
}

std::vector<std::pair<std::string, std::string>> facts_of(const store::StepRecord& step) {
    const store::Environment& here = step.environment;
    std::vector<std::pair<std::string, std::string>> facts;
    if (step.seed) facts.emplace_back("seed", std::to_string(*step.seed));
    if (step.backend) facts.emplace_back("backend", *step.backend);
    if (!step.params.empty()) facts.emplace_back("parameters", to_string(step.params));
    for (const auto& setting : step.settings) facts.push_back(setting);
    facts.emplace_back("program",
                       here.version + ", build " + here.build_id + ", " + here.build_type + ", " + here.compiler);
    facts.emplace_back("host", or_unavailable(here.host) + ", " + or_unavailable(here.kernel));
    facts.emplace_back("host's processor", or_unavailable(here.cpu) + ", " + or_unavailable(here.cores) + " cores");
    std::string governors;
    for (const std::string& governor : here.governors) governors += (governors.empty() ? "" : ", ") + governor;
    facts.emplace_back("host's governors", governors.empty() ? "unavailable" : governors);
    facts.emplace_back("host's load", or_unavailable(here.load));
    facts.emplace_back("folder", or_unavailable(here.folder));
    return facts;
}

std::vector<report::FileFacts> files_of(const std::vector<store::FileRecord>& records) {
    std::vector<report::FileFacts> files;
    for (const store::FileRecord& record : records) files.push_back({record.path, record.bytes, record.sha256});
    return files;
}

}  // namespace

std::vector<report::Picture> pictures_of(const store::Layout& layout, const store::Holding& of) {
    std::vector<fs::path> analysis, measured;
    for (const std::string& name : of.analyses) analysis.push_back(layout.analysis(of.date, of.device, of.app) / name);
    for (const std::string& name : of.figures) measured.push_back(layout.figure(of.date, of.app, of.device, name));
    auto pictures = pictures_in(analysis, {"intervals", "predicted-measured", "predicted-measured-pipelined", "gantt"});
    for (auto& picture : pictures_in(measured, {"times", "ratio", "difference", "bars"})) {
        pictures.push_back(std::move(picture));
    }
    return pictures;
}

std::vector<report::TitledTable> times_of(const store::Layout& layout, const store::Holding& of) {
    const auto measured = read_measured_times(layout, of.date, of.app, of.device, std::nullopt);
    if (!measured) return {};
    const ShownStages shown{{}, stage_names_of(of.app, measured->stages)};
    std::vector<report::TitledTable> tables;
    if (measured->normal) tables.push_back(times_table(*measured, *measured->normal, shown, "alone (normal)"));
    if (measured->fully) tables.push_back(times_table(*measured, *measured->fully, shown, "all PUs busy (fully)"));
    return tables;
}

std::vector<report::StepFacts> steps_of(const store::Manifest& manifest, const store::Holding& of) {
    std::vector<report::StepFacts> steps;
    for (const store::Step kind :
         {store::Step::benchmark, store::Step::heatmap, store::Step::schedule, store::Step::run, store::Step::parse}) {
        const auto is_this = [&](const store::StepRecord& step) {
            return step.step == to_string(kind) && step.device == of.device.str() && step.app == of.app.str();
        };
        const auto found = std::find_if(manifest.steps.rbegin(), manifest.steps.rend(), is_this);
        if (found == manifest.steps.rend()) continue;
        steps.push_back({found->step, found->started, found->ended, found->exit, found->result,
                         fmt::format("{}", fmt::join(found->environment.command, " ")), facts_of(*found),
                         files_of(found->inputs), files_of(found->outputs)});
    }
    return steps;
}

}  // namespace bt::cli
