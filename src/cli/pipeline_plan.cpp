#include "cli/pipeline_plan.hpp"

#include <algorithm>
#include <set>

#include "bt/format/json_writer.hpp"
#include "cli/command_line.hpp"
#include "cli/pipeline_report.hpp"

namespace bt::cli {
namespace {

// As somebody may paste it.
std::string line_of(const Step& step) {
    system::Command command{{"runner"}};
    command.argv.insert(command.argv.end(), step.words.begin(), step.words.end());
    return printable(system::to_string(command), 4000);
}

void check_step(const Step& step) {
    std::vector<std::string> words{"runner"};
    words.insert(words.end(), step.words.begin(), step.words.end());
    const std::vector<Command> all = commands();
    const Request request = parse_command_line(all, words);
    if (request.command && request.command->check) request.command->check(request.globals);
}

}  // namespace

PipelinePlan::PipelinePlan(const PipelineOptions& options, const Globals& globals, const Fleet& fleet)
    : options_(options),
      globals_(globals),
      fleet_(fleet),
      date_(globals.date ? store::parse_date(*globals.date) : store::Date::today()),
      names_(choose_steps(options.steps)),
      serves_(std::erase(names_, "server") > 0) {}

void PipelinePlan::check() const {
    check_places();
    for (const Step& each : all_steps()) check_step(each);
}

// What is not in the store the table at the end would not find, or find only that of the last application.
void PipelinePlan::check_places() const {
    if (options_.passed.has("--logs")) {
        throw usage_error("--logs is for runner parse alone", "a pipeline parses the logs of its store");
    }
    if (!options_.passed.has("--out")) return;
    if (options_.devices.size() * options_.apps.size() > 1) {
        throw usage_error("--out is for one device and one application", "without it each has a folder of its own");
    }
    if (options_.report) throw usage_error("--report shows what is in the store: it does not go with --out");
}

// Of one device after the other; the server last.
std::vector<Step> PipelinePlan::all_steps() const {
    std::vector<Step> all;
    for (const std::string& device : options_.devices) {
        for (const std::string& app : options_.apps) {
            for (const std::string& name : names_) {
                for (Step& each : steps(name, device, app)) all.push_back(std::move(each));
            }
        }
    }
    if (serves_) all.push_back(*server());
    return all;
}

std::vector<Step> PipelinePlan::steps(const std::string& name, const std::string& device,
                                      const std::string& app) const {
    if (name != "heatmap" || app.find('+') == std::string::npos) return {step(name, device, app)};
    std::vector<Step> each;
    std::set<AppName> seen;
    for (const AppName& part : AppName(app).parts()) {
        if (seen.insert(part).second) each.push_back(step(name, device, part.str()));
    }
    return each;
}

std::optional<Step> PipelinePlan::server() const {
    return serves_ ? std::optional(step("server", "", "")) : std::nullopt;
}

Step PipelinePlan::step(const std::string& name, const std::string& device, const std::string& app) const {
    Step made{name, {name}};
    if (name != "server") made.words.insert(made.words.end(), {"--device=" + device, "--app=" + app});
    for (std::string& word : options_.passed.of(name)) {
        if (is_of_benchmark_alone(word, name) || is_of_another_app(app, word)) continue;
        made.words.push_back(std::move(word));
    }
    made.words.push_back("--date=" + date_.str());
    made.words.push_back("--data=" + fleet_.layout().root().string());
    made.words.push_back("--seed=" + std::to_string(globals_.seed));
    if (globals_.quiet) made.words.push_back("--quiet");
    if (globals_.verbose) made.words.push_back("--verbose");
    return made;
}

// Of several applications each gets its own sizes.
bool PipelinePlan::is_of_another_app(const std::string& app, const std::string& word) const {
    const std::string key = "--param=";
    const std::size_t colon = word.find(':');
    if (!word.starts_with(key) || colon >= word.find('=', key.size())) return false;
    const std::string named = word.substr(key.size(), colon - key.size());
    const auto is_in = [&](const std::string& apps) {
        const std::vector<AppName> parts = AppName(apps).parts();
        return std::any_of(parts.begin(), parts.end(), [&](const AppName& part) { return part.str() == named; });
    };
    return !is_in(app) && std::any_of(options_.apps.begin(), options_.apps.end(), is_in);
}

// One flag, one meaning: beside a benchmark it is the time of a cell, and schedules run for tasks.
bool PipelinePlan::is_of_benchmark_alone(const std::string& word, const std::string& step) const {
    return step == "run" && word.starts_with("--seconds=") && names_.front() == "benchmark";
}

std::optional<std::filesystem::path> PipelinePlan::analysis(const std::string& device, const std::string& app) const {
    const auto has = [&](const char* name) { return std::find(names_.begin(), names_.end(), name) != names_.end(); };
    if (!has("parse") && (has("benchmark") || has("schedule") || has("run"))) return std::nullopt;
    if (options_.passed.has("--out")) return options_.passed.value("--out");
    return fleet_.layout().analysis(date_, device::id_of(device), AppName(app));
}

std::optional<std::filesystem::path> PipelinePlan::report() const {
    if (!options_.report) return std::nullopt;
    if (!options_.report->empty()) return *options_.report;
    return report_file(options_.devices, options_.apps, fleet_, date_);
}

std::string PipelinePlan::as_text() const {
    std::string text;
    for (const Step& each : all_steps()) text += line_of(each) + '\n';
    if (const auto file = report()) text += "writes " + printable(file->string(), 300) + '\n';
    return text;
}

std::string PipelinePlan::as_json() const {
    format::JsonWriter json;
    json.begin_object().member("kind", "pipeline-plan").member("version", 1).member("date", date_.str());
    json.key("steps").begin_array();
    for (const Step& each : all_steps()) {
        json.begin_object(format::JsonLayout::line).member("step", each.name).key("arguments").begin_array();
        for (const std::string& word : each.words) json.value(format::valid_utf8(word));
        json.end().end();
    }
    json.end();
    if (const auto file = report()) json.member("report", format::valid_utf8(file->string()));
    return json.end().take();
}

}  // namespace bt::cli
