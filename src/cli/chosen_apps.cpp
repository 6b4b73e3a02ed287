#include "cli/chosen_apps.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "bt/store/lookup.hpp"
#include "bt/system/file_reader.hpp"
#include "runtime/application.hpp"

namespace bt::cli {
namespace {

// "tree:points=1000" → "tree"; empty: it names none.
std::string app_in(const std::string& word) {
    const std::size_t colon = word.find(':');
    return colon == std::string::npos || colon > word.find('=') ? std::string() : word.substr(0, colon);
}

std::vector<std::string> own_names() {
    std::vector<std::string> names;
    for (const apps::AppEntry& entry : apps::catalogue()) names.push_back(entry.name);
    return names;
}

bool holds(const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<std::string> program_names(const store::Layout& layout) {
    std::vector<std::string> names;
    for (const auto& file : store::external_app_files(layout)) names.push_back(file.stem().string());
    return names;
}

format::ExternalApp read_program(const std::filesystem::path& file) {
    constexpr std::uint64_t most_bytes = std::uint64_t{1} << 20U;
    format::ExternalApp app = format::read_external_app(system::read_file(file, most_bytes), file.string());
    if (file.stem() != app.app.str()) {
        throw data_error("'" + printable(file.string(), 200) + "' is of the application " + app.app.str(),
                         "its name must be " + app.app.str() + ".json");
    }
    if (holds(own_names(), app.app.str())) {
        throw data_error("'" + printable(file.string(), 200) + "': this program has an application " + app.app.str(),
                         "give yours another name");
    }
    return app;
}

std::vector<std::string> words_of(const std::string& flag) {
    if (flag.find('+') == std::string::npos) return {flag};
    std::vector<std::string> words;
    for (const AppName& part : AppName(flag).parts()) words.push_back(part.str());
    return words;
}

}  // namespace

ChosenApps choose_apps(const std::string& flag, const store::Layout& layout) {
    if (flag.empty()) throw usage_error("which application? --app is missing", "runner apps lists them");
    const std::vector<std::string> own = own_names();
    const std::vector<std::string> programs = program_names(layout);
    ChosenApps chosen;
    std::string of_ours;
    for (const std::string& word : words_of(flag)) {
        if (holds(own, word)) {
            of_ours = word;
        } else if (holds(programs, word)) {
            chosen.programs.push_back(read_program(layout.external_apps() / (word + ".json")));
        } else {
            throw usage_error(
                "unknown application '" + printable(word) + "'" + (word == flag ? "" : " in '" + printable(flag) + "'"),
                did_you_mean(word, known_apps(layout)));
        }
        chosen.names.emplace_back(word);
    }
    if (chosen.programs.empty() || of_ours.empty()) return chosen;
    throw usage_error(of_ours + " is an application of this program, " + chosen.programs.front().app.str() +
                          " somebody else's: they cannot run together",
                      "bt-agent runs the one and starts not the other");
}

std::vector<AppName> named_apps(const std::string& flag, const store::Layout& layout) {
    ChosenApps chosen = choose_apps(flag, layout);
    if (chosen.programs.empty()) return std::move(chosen.names);
    throw usage_error(chosen.programs.front().app.str() + " is somebody else's program: its stages cannot be measured",
                      "runner import makes a profile of its logs; runner schedule and runner run take it then");
}

std::vector<std::string> known_apps(const store::Layout& layout) {
    std::vector<std::string> names = own_names();
    const std::vector<std::string> programs = program_names(layout);
    names.insert(names.end(), programs.begin(), programs.end());
    return names;
}

bool is_own(const std::string& flag) { return holds(own_names(), flag); }

bool is_one_program(const std::string& flag, const store::Layout& layout) {
    return !is_own(flag) && holds(program_names(layout), flag);
}

std::vector<format::ExternalApp> external_apps(const store::Layout& layout) {
    std::vector<format::ExternalApp> all;
    for (const auto& file : store::external_app_files(layout)) all.push_back(read_program(file));
    return all;
}

std::vector<std::string> params_about(const AppName& app, const std::vector<AppName>& all,
                                      const std::vector<std::string>& words) {
    std::vector<std::string> about;
    for (const std::string& word : words) {
        const std::string named = app_in(word);
        if (named.empty()) {
            if (all.size() > 1) {
                throw usage_error("--param " + printable(word) + ": of which application?",
                                  "say it: --param " + app.str() + ":" + printable(word));
            }
            about.push_back(word);
        } else if (named == app.str()) {
            about.push_back(word.substr(named.size() + 1));
        } else if (std::none_of(all.begin(), all.end(), [&](const AppName& each) { return each.str() == named; })) {
            throw usage_error("--param " + printable(word) + ": --app does not name '" + printable(named) + "'");
        }
    }
    return about;
}

std::shared_ptr<const apps::Application> make_app(const AppName& app, const AppInputs& inputs) {
    apps::AppOptions given{.params = {}, .seed = inputs.seed, .input = inputs.input, .weights = inputs.weights};
    for (const std::string& param : inputs.params) given.params.insert(parse_param(param));
    return apps::make_application(app, given);
}

}  // namespace bt::cli
