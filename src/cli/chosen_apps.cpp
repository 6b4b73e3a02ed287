#include "cli/chosen_apps.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "runtime/application.hpp"

namespace bt::cli {
namespace {

// "tree:points=1000" → "tree"; empty: it names none.
std::string app_in(const std::string& word) {
    const std::size_t colon = word.find(':');
    return colon == std::string::npos || colon > word.find('=') ? std::string() : word.substr(0, colon);
}

}  // namespace

std::vector<AppName> named_apps(const std::string& flag) {
    if (flag.empty()) throw usage_error("which application? --app is missing", "runner apps lists them");
    std::vector<std::string> names;
    for (const apps::AppEntry& entry : apps::catalogue()) names.push_back(entry.name);
    std::vector<AppName> parts;
    if (flag.find('+') == std::string::npos) {
        if (std::find(names.begin(), names.end(), flag) != names.end()) return {AppName(flag)};
        throw usage_error("unknown application '" + printable(flag) + "'", did_you_mean(flag, names));
    }
    for (const AppName& part : AppName(flag).parts()) {
        if (std::find(names.begin(), names.end(), part.str()) == names.end()) {
            throw usage_error("unknown application '" + part.str() + "' in '" + printable(flag) + "'",
                              did_you_mean(part.str(), names));
        }
        parts.push_back(part);
    }
    return parts;
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
