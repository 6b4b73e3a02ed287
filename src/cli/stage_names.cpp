#include "cli/stage_names.hpp"

#include "runtime/application.hpp"

namespace bt::cli {

std::vector<std::string> stage_names_of(const AppName& app, int stages) {
    for (const apps::AppEntry& entry : apps::catalogue()) {
        if (entry.name != app.str()) continue;
        std::vector<std::string> names = entry.make({})->stage_names();
        if (static_cast<std::size_t>(stages) <= names.size()) return names;
    }
    return {};
}

std::string stage_label(Stage stage, const std::vector<std::string>& names) {
    const std::string number = std::to_string(stage.number());
    return stage.index() < names.size() ? number + " " + names[stage.index()] : number;
}

}  // namespace bt::cli
