#include <algorithm>
#include <array>

#include "bt/core/error.hpp"
#include "bt/system/file_reader.hpp"
#include "store/inventory_day.hpp"
#include "store/log_name.hpp"

namespace bt::store {
namespace {

constexpr std::array backends{Backend::cpu, Backend::vk, Backend::cu};

}  // namespace

void DayReader::place_the_rest() {
    for (const auto& [app, name] : untold_) {
        if (!place_by_name(app, name)) could_not_tell(layout_.app(date_, app) / name);
    }
    for (const std::filesystem::path& file : untold_schedules_) {
        if (!place_schedules_by_name(file)) could_not_tell(file);
    }
    for (const std::filesystem::path& folder : untold_results_) {
        if (!place_results_by_name(folder)) could_not_tell(folder);
    }
}

bool DayReader::place_raw_log_by_name(const AppName& app, const DeviceId& device, const std::string& name) {
    for (const Backend backend : backends) {
        const auto log = parse_log_name(layout_.raw_logs(date_, app, device, backend), name);
        if (!log) continue;
        count_log(found(app, device).holding.raw_logs[backend], log->state);
        return true;
    }
    return false;
}

bool DayReader::place_by_name(const AppName& app, const std::string& name) {
    if (std::filesystem::path(name).stem() == layout_.overview(date_, app).filename()) return true;
    for (const DeviceId& device : devices()) {
        if (place_raw_log_by_name(app, device, name)) return true;
        const std::filesystem::path file = layout_.app(date_, app) / name;
        if (file == layout_.table(date_, app, device, TableKind::cells)) {
            found(app, device).holding.tables.push_back({TableKind::cells, 0, 0});
            return true;
        }
        // Whatever else carries the device's name in front: a figure, and the script that drew it.
        const std::string front = layout_.figure(date_, app, device, "").filename().string();
        if (!name.starts_with(front)) continue;
        const std::string_view rest = std::string_view(name).substr(front.size());
        for (const std::string_view ending : {".png", ".svg", ".pdf"}) {
            if (rest.ends_with(ending)) found(app, device).holding.figures.emplace_back(rest);
        }
        return true;
    }
    return false;
}

bool DayReader::place_schedules_by_name(const std::filesystem::path& file) {
    for (auto& [identity, here] : found_) {
        for (const Backend backend : backends) {
            if (layout_.schedules(date_, identity.second, identity.first, backend) != file) continue;
            here.holding.schedules.push_back(backend);
            noting([&, &ages = here.ages] {
                ages.schedules = std::max(ages.schedules, system::read_beginning(file, 0).changed);
            });
            return true;
        }
    }
    return false;
}

bool DayReader::place_results_by_name(const std::filesystem::path& folder) {
    for (auto& [identity, here] : found_) {
        if (layout_.results(date_, identity.second, identity.first) != folder) continue;
        read_results_of(here, folder, list_folder(folder));
        return true;
    }
    return false;
}

}  // namespace bt::store
