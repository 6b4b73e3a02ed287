#include "agent/app_choice.hpp"

#include <algorithm>

#include "agent/fault_injection.hpp"
#include "bt/core/error.hpp"

namespace bt::agent {
namespace {

std::vector<AppName> names_of(const std::string& text) {
    std::vector<AppName> names;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('+', begin), text.size());
        names.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return names;
}

}  // namespace

AppChoice::AppChoice(const Arguments& arguments, Apps how_many)
    : seed_(static_cast<std::uint64_t>(arguments.number("--seed", 0, INT64_MAX).value_or(1))),
      input_(arguments.text("--input")),
      weights_(arguments.text("--weights")) {
    const auto app = arguments.text("--app");
    if (!app) throw usage_error("--app is missing", "bt-agent info lists the applications");
    names_ = names_of(*app);
    for (const AppName& name : names_) {
        const auto known = [&](const apps::AppEntry& entry) { return entry.name == name.str(); };
        const auto all = apps::catalogue();
        if (std::none_of(all.begin(), all.end(), known)) apps::make_application(name, {});  // says which there are
    }
    if (how_many == Apps::one && names_.size() > 1) {
        throw usage_error("--app " + printable(*app) + ": this command takes one application", "run takes several");
    }
    if (names_.size() > 1 && (input_ || weights_)) {
        throw usage_error("--input and --weights are for one application", "several at once get seeded ones");
    }
    for (const std::string& text : arguments.list("--param")) add_param(text);
}

std::string AppChoice::text() const {
    std::string text;
    for (const AppName& name : names_) text += (text.empty() ? "" : "+") + name.str();
    return text;
}

void AppChoice::add_param(const std::string& text) {
    const std::size_t colon = text.substr(0, text.find('=')).find(':');
    const bool named = colon != std::string::npos;
    const auto [param, value] = parse_param(named ? std::string_view(text).substr(colon + 1) : text);
    const AppName app = named ? AppName(text.substr(0, colon)) : names_.front();
    if (std::find(names_.begin(), names_.end(), app) == names_.end()) {
        throw usage_error("--param " + printable(text) + ": --app does not name " + app.str());
    }
    if (!named && std::any_of(names_.begin(), names_.end(), [&](const AppName& name) { return name != app; })) {
        throw usage_error("--param " + printable(text) + ": for which application?",
                          "with several write APP:NAME=VALUE, for example " + app.str() + ":" + printable(text));
    }
    if (!params_[app].emplace(param, value).second) throw usage_error("--param " + param + " stands twice");
}

Params AppChoice::params(const AppName& app) const {
    const auto found = params_.find(app);
    return found == params_.end() ? Params{} : found->second;
}

std::unique_ptr<apps::Application> AppChoice::make(const AppName& app, const Params& params, std::size_t chain) const {
    return with_injected_fault(
        apps::make_application(app, {.params = params, .seed = seed_, .input = input_, .weights = weights_}), chain);
}

}  // namespace bt::agent
