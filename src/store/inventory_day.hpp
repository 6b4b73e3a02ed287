#pragma once

#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "bt/core/error.hpp"
#include "bt/store/inventory.hpp"
#include "bt/store/numbered_logs.hpp"
#include "bt/system/clock.hpp"
#include "store/about.hpp"
#include "store/listing.hpp"

namespace bt::store {

// When the newest file of each kind was written; the epoch where there is none.
struct Ages {
    system::WallTime tables{};
    system::WallTime schedules{};
    system::WallTime results{};
    system::WallTime analyses{};
};

struct Found {
    Holding holding;
    Ages ages{};
};

void count_log(LogsHeld& logs, LogState state);

std::vector<Missing> missing_of(const Found& found);

// Reads one day of a store into `inventory`.
class DayReader {
public:
    DayReader(const Layout& layout, const Date& date, Inventory& inventory)
        : layout_(layout), date_(date), inventory_(inventory) {}
    void read();

private:
    using Identity = std::pair<AppName, DeviceId>;

    void read_app(const AppName& app);
    void read_table(const AppName& app, const std::string& name);
    void read_raw_log(const AppName& app, const std::string& name);
    void read_costs_or_profile(const AppName& app, const std::string& name);
    void read_schedules();
    void read_results();
    void read_result_folder(const std::filesystem::path& folder);
    void read_results_of(Found& found, const std::filesystem::path& folder, const std::vector<Entry>& entries);
    void read_analysis(Found& found, const std::filesystem::path& folder);
    Found* find_by_first_log(const std::filesystem::path& folder, const std::vector<Entry>& entries);

    // What says nothing about itself is told by the names that the store gives for the devices seen on this day.
    void place_the_rest();
    bool place_by_name(const AppName& app, const std::string& name);
    bool place_schedules_by_name(const std::filesystem::path& file);
    bool place_results_by_name(const std::filesystem::path& folder);
    bool place_raw_log_by_name(const AppName& app, const DeviceId& device, const std::string& name);

    Found& found(const AppName& app, const DeviceId& device);
    std::set<DeviceId> devices() const;
    std::vector<Entry> list(const std::filesystem::path& folder);
    // What `read` throws is noted, with the file, instead of ending the inventory.
    template <typename Read>
    void noting(Read read) {
        try {
            read();
        } catch (const Error& error) {
            inventory_.not_read.push_back(error.failed());
        }
    }
    void could_not_tell(const std::filesystem::path& file);

    const Layout& layout_;
    const Date date_;
    Inventory& inventory_;
    std::map<Identity, Found> found_{};
    std::vector<std::pair<AppName, std::string>> untold_{};
    std::vector<std::filesystem::path> untold_schedules_{};
    std::vector<std::filesystem::path> untold_results_{};
};

}  // namespace bt::store
