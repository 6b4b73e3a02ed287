#include "bt/store/lookup.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "bt/system/program.hpp"
#include "store/listing.hpp"

namespace bt::store {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> json_files(const fs::path& first, const std::optional<fs::path>& second) {
    std::map<std::string, fs::path> by_name;
    const auto add = [&](const fs::path& folder) {
        for (const Entry& entry : list_folder(folder)) {
            if (!entry.is_folder && entry.name.ends_with(".json")) by_name.emplace(entry.name, folder / entry.name);
        }
    };
    add(first);
    if (second) add(*second);
    std::vector<fs::path> files;
    for (const auto& [name, file] : by_name) files.push_back(file);
    return files;
}

std::optional<fs::path> below(const std::optional<fs::path>& folder, const char* name) {
    if (!folder) return std::nullopt;
    return *folder / name;
}

}  // namespace

std::optional<fs::path> shipped_data(const fs::path& program) {
    fs::path shared = program.parent_path().parent_path() / "share/better-together";
    std::error_code error;
    if (fs::is_directory(shared, error)) return shared;
    return std::nullopt;
}

std::optional<fs::path> own_shipped_data() { return shipped_data(system::own_program()); }

std::vector<fs::path> device_files(const Layout& layout, const std::optional<fs::path>& shipped) {
    return json_files(layout.devices(), below(shipped, "devices"));
}

std::vector<fs::path> soc_files(const Layout& layout, const std::optional<fs::path>& shipped) {
    return json_files(layout.socs(), below(shipped, "socs"));
}

std::vector<fs::path> external_app_files(const Layout& layout) {
    return json_files(layout.external_apps(), std::nullopt);
}

ProfileFiles profile_files(const Layout& layout, const std::optional<Date>& day, const std::optional<fs::path>& shipped,
                           const DeviceId& device, const AppName& apps) {
    const auto held = [](const fs::path& file) {
        std::error_code error;
        return fs::is_regular_file(file, error);
    };
    if (day && held(layout.profile(*day, apps, device))) return {{layout.profile(*day, apps, device)}, {}};
    ProfileFiles found;
    std::set<AppName> seen;
    for (const AppName& app : apps.parts()) {
        if (!seen.insert(app).second) continue;
        const fs::path name = fs::path(file_name_part(device)) / (app.str() + ".json");
        std::vector<fs::path> places;
        if (day) places.push_back(layout.profile(*day, app, device));
        places.push_back(layout.profiles() / name);
        if (shipped) places.push_back(*shipped / "profiles" / name);
        const auto file = std::find_if(places.begin(), places.end(), held);
        if (file == places.end()) {
            found.missing.push_back(app);
        } else {
            found.files.push_back(*file);
        }
    }
    return found;
}

}  // namespace bt::store
