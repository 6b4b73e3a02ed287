#include "bt/store/store.hpp"

#include <algorithm>
#include <cstdlib>

#include "bt/core/error.hpp"
#include "bt/system/atomic_file.hpp"
#include "store/listing.hpp"

namespace bt::store {
namespace {

void sweep_below(const std::filesystem::path& folder) {
    system::sweep_temporaries(folder);
    for (const Entry& entry : list_folder(folder)) {
        if (entry.is_folder) sweep_below(folder / entry.name);
    }
}

}  // namespace

std::filesystem::path choose_root(const std::optional<std::string>& flag) {
    if (flag) {
        if (flag->empty()) throw usage_error("--data is empty", "name the folder of the store");
        return *flag;
    }
    const char* set = std::getenv("BT_DATA");
    return set && *set ? set : "data";
}

Store::Store(std::filesystem::path root) : layout_(std::move(root)) {
    std::error_code error;
    const auto about = std::filesystem::status(layout_.root(), error);
    if (std::filesystem::exists(about) && !std::filesystem::is_directory(about)) {
        throw usage_error("'" + printable(layout_.root().native(), 200) + "' is not a folder",
                          "--data and BT_DATA name the folder of the store");
    }
}

std::vector<Date> Store::dates() const {
    std::vector<Date> dates;
    for (const Entry& entry : list_folder(layout_.root())) {
        const auto date = Date::parse(entry.name);
        if (date && entry.is_folder) dates.push_back(*date);
    }
    std::sort(dates.begin(), dates.end());
    return dates;
}

std::optional<Date> Store::newest_date(const Has& has) const {
    const std::vector<Date> all = dates();
    const auto found = std::find_if(all.rbegin(), all.rend(), has);
    if (found == all.rend()) return std::nullopt;
    return *found;
}

Date Store::date_to_read(const std::optional<Date>& asked, const Has& has, std::string_view what,
                         const std::function<std::string()>& advice) const {
    if (asked && has(*asked)) return *asked;
    const std::optional<Date> newest = newest_date(has);
    if (!asked && newest) return *newest;
    std::string failed = "no " + std::string(what) + " in '" + printable(layout_.root().native(), 200) + "'";
    if (asked) failed += " on " + asked->str();
    // A wrong day is the likelier mistake where another day has it.
    throw data_error(failed, newest ? "the newest day that has it is " + newest->str() : advice());
}

void Store::open_day(const Date& date) const {
    const std::filesystem::path day = layout_.day(date);
    std::error_code error;
    std::filesystem::create_directories(day, error);
    if (error) {
        throw host_error("cannot make folder '" + printable(day.native(), 200) + "': " + error.message(),
                         "choose another store with --data or BT_DATA");
    }
    sweep_below(day);
}

}  // namespace bt::store
