#include <memory>

#include "bt/core/suggest.hpp"
#include "bt/format/json_writer.hpp"
#include "cli/command.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "runtime/application.hpp"

// `runner apps`: the applications that this program was built with.

namespace bt::cli {
namespace {

using apps::AppEntry;
using apps::Application;

std::vector<std::string> backends_of(const Application& app, Stage stage) {
    std::vector<std::string> backends{"cpu"};
    if (!app.vulkan(stage).empty()) backends.emplace_back("vk");
    return backends;
}

// Those that have a kernel for every stage.
std::vector<std::string> backends_of(const Application& app) {
    std::vector<std::string> common = backends_of(app, Stage::from_number(1));
    for (int number = 2; number <= app.stage_count(); ++number) {
        const auto here = backends_of(app, Stage::from_number(number));
        std::erase_if(common,
                      [&](const std::string& each) { return std::find(here.begin(), here.end(), each) == here.end(); });
    }
    return common;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out += (out.empty() ? "" : " ") + word;
    return out;
}

// The PUs that may run a stage, as people name them.
std::string pus_of(const std::vector<std::string>& backends) {
    std::string pus = "little medium big prime";
    if (std::find(backends.begin(), backends.end(), "vk") != backends.end()) pus += " vulkan";
    return pus;
}

std::string list_text(std::span<const AppEntry> entries) {
    TextTable table({"NAME", "STAGES", "BACKENDS", "WHAT IT DOES"});
    for (const AppEntry& entry : entries) {
        const auto app = entry.make({});
        table.add({entry.name, std::to_string(app->stage_count()), joined(backends_of(*app)), entry.summary});
    }
    return table.str();
}

std::string detail_text(const AppEntry& entry) {
    const auto app = entry.make({});
    std::string out = entry.name + ": " + entry.summary + "\n\n";
    TextTable stages({"STAGE", "NAME", "PUS"});
    for (int number = 1; number <= app->stage_count(); ++number) {
        const Stage stage = Stage::from_number(number);
        stages.add({std::to_string(number), app->stage_names()[stage.index()], pus_of(backends_of(*app, stage))});
    }
    TextTable params({"PARAMETER", "DEFAULT", "MEANING"});
    for (const apps::ParamSpec& param : entry.params) params.add({param.name, param.default_value, param.meaning});
    return out + stages.str() + "\nBackends: " + joined(backends_of(*app)) + "\n\n" + params.str() +
           "\nSet a parameter with --param name=value.\n";
}

void write_entry(format::JsonWriter& json, const AppEntry& entry) {
    const auto app = entry.make({});
    json.begin_object()
        .member("name", std::string_view(entry.name))
        .member("summary", std::string_view(entry.summary))
        .key("backends")
        .begin_array(format::JsonLayout::line);
    for (const std::string& backend : backends_of(*app)) json.value(std::string_view(backend));
    json.end().key("stages").begin_array();
    for (int number = 1; number <= app->stage_count(); ++number) {
        json.begin_object(format::JsonLayout::line)
            .member("number", number)
            .member("name", std::string_view(app->stage_names()[Stage::from_number(number).index()]))
            .end();
    }
    json.end().key("params").begin_array();
    for (const apps::ParamSpec& param : entry.params) {
        json.begin_object(format::JsonLayout::line)
            .member("name", std::string_view(param.name))
            .member("default", std::string_view(param.default_value))
            .member("meaning", std::string_view(param.meaning))
            .end();
    }
    json.end().end();
}

std::string as_json(std::span<const AppEntry> entries) {
    format::JsonWriter json;
    json.begin_object().member("kind", "apps").member("version", 1).key("apps").begin_array();
    for (const AppEntry& entry : entries) write_entry(json, entry);
    json.end().end();
    return json.take();
}

const AppEntry& named(const std::string& name) {
    std::vector<std::string> names;
    for (const AppEntry& entry : apps::catalogue()) {
        if (entry.name == name) return entry;
        names.push_back(entry.name);
    }
    throw usage_error("unknown application '" + printable(name) + "'", did_you_mean(name, names));
}

ExitCode list_apps(const std::optional<std::string>& name, const Invocation& invocation) {
    const std::span<const AppEntry> all = name ? std::span(&named(*name), 1) : apps::catalogue();
    if (invocation.globals.json) {
        invocation.terminal.print(as_json(all));
    } else {
        invocation.terminal.print(name ? detail_text(all.front()) : list_text(all));
    }
    return ExitCode::done;
}

}  // namespace

Command apps_command() {
    auto name = std::make_shared<std::optional<std::string>>();
    return {
        "apps", "List applications, their stages, backends and parameters",
        [name](Flags& flags) { flags.text("name", *name, "NAME", "One application, with its stages and parameters"); },
        [name](const Invocation& invocation) { return list_apps(*name, invocation); }};
}

}  // namespace bt::cli
