#include <memory>

#include "bt/core/words.hpp"
#include "bt/format/json_writer.hpp"
#include "bt/store/store.hpp"
#include "cli/chosen_apps.hpp"
#include "cli/command.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "runtime/application.hpp"

// `runner apps`: the applications that this program was built with, and those that are somebody else's programs.

namespace bt::cli {
namespace {

using apps::AppEntry;
using apps::Application;
using format::ExternalApp;
using format::ExternalCommand;

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

// The PUs that may run a stage, as people name them.
std::string pus_of(const std::vector<std::string>& backends) {
    std::string pus = "little medium big prime";
    if (std::find(backends.begin(), backends.end(), "vk") != backends.end()) pus += " vulkan";
    return pus;
}

std::string in_words(const Params& params) { return params.empty() ? "" : " (" + bt::to_string(params) + ")"; }

std::string summary_of(const ExternalApp& app) { return "somebody else's program" + in_words(app.params); }

std::string list_text(std::span<const AppEntry> entries, std::span<const ExternalApp> programs) {
    TextTable table({"NAME", "STAGES", "BACKENDS", "WHAT IT DOES"});
    for (const AppEntry& entry : entries) {
        const auto app = entry.make({});
        table.add({entry.name, std::to_string(app->stage_count()), joined(backends_of(*app)), entry.summary});
    }
    for (const ExternalApp& app : programs) {
        table.add({app.app.str(), std::to_string(app.stages), std::string(to_string(app.backend)), summary_of(app)});
    }
    return table.str();
}

std::string pus_of(const ExternalCommand& command) {
    std::vector<std::string> names;
    for (const PuName& pu : command.pus) names.push_back(pu.str());
    return joined(names);
}

std::string cuts_of(const ExternalCommand& command) {
    if (command.pus.size() == 1) return "-";
    std::vector<std::string> layers;
    for (const int cut : command.cuts) layers.push_back(std::to_string(cut));
    return layers.empty() ? "any" : joined(layers);
}

std::string detail_text(const ExternalApp& app) {
    TextTable commands({"PUS", "CUTS", "COMMAND"});
    for (const ExternalCommand& command : app.commands) {
        commands.add({pus_of(command), cuts_of(command), printable(joined(command.argv), 200)});
    }
    return app.app.str() + ": " + summary_of(app) + ", " + std::to_string(app.stages) + " stages, backend " +
           std::string(to_string(app.backend)) + "\n\n" + commands.str();
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

void write_program(format::JsonWriter& json, const ExternalApp& app) {
    json.begin_object().member("name", std::string_view(app.app.str())).member("external", true);
    json.member("summary", std::string_view(summary_of(app)));
    json.key("backends").begin_array(format::JsonLayout::line).value(to_string(app.backend)).end();
    json.member("stage_count", app.stages).key("params").begin_object(format::JsonLayout::line);
    for (const auto& [name, value] : app.params) json.member(name, std::string_view(value));
    json.end().key("commands").begin_array();
    for (const ExternalCommand& command : app.commands) {
        json.begin_object(format::JsonLayout::line).key("pus").begin_array();
        for (const PuName& pu : command.pus) json.value(std::string_view(pu.str()));
        json.end().key("argv").begin_array();
        for (const std::string& word : command.argv) json.value(std::string_view(word));
        json.end().end();
    }
    json.end().end();
}

std::string as_json(std::span<const AppEntry> entries, std::span<const ExternalApp> programs) {
    format::JsonWriter json;
    json.begin_object().member("kind", "apps").member("version", 1).key("apps").begin_array();
    for (const AppEntry& entry : entries) write_entry(json, entry);
    for (const ExternalApp& app : programs) write_program(json, app);
    json.end().end();
    return json.take();
}

// What is to be listed: all, or the one that was named.
struct Listing {
    std::span<const AppEntry> own;
    std::vector<ExternalApp> programs;
};

Listing all_apps(const store::Layout& layout) { return {apps::catalogue(), external_apps(layout)}; }

Listing only(const std::string& name, const store::Layout& layout) {
    for (const AppEntry& entry : apps::catalogue()) {
        if (entry.name == name) return {std::span(&entry, 1), {}};
    }
    if (name.find('+') == std::string::npos) return {{}, choose_apps(name, layout).programs};
    throw usage_error("'" + printable(name) + "' names several applications", "one at a time");
}

ExitCode list_apps(const std::optional<std::string>& name, const Invocation& invocation) {
    const store::Layout layout(store::choose_root(invocation.globals.data));
    const Listing listing = name ? only(*name, layout) : all_apps(layout);
    if (invocation.globals.json) {
        invocation.terminal.print(as_json(listing.own, listing.programs));
    } else if (!name) {
        invocation.terminal.print(list_text(listing.own, listing.programs));
    } else {
        invocation.terminal.print(listing.own.empty() ? detail_text(listing.programs.front())
                                                      : detail_text(listing.own.front()));
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
