#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "bt/core/stage.hpp"
#include "bt/core/statistics.hpp"
#include "bt/core/table.hpp"
#include "bt/format/lenient.hpp"
#include "bt/store/store.hpp"

namespace bt::cli {

// One cell of a table over the repeats of its campaign.
struct CellTimes {
    TableCell median = TableCell::unmeasured();
    std::map<int, double> repeats;  // repeat → ms

    std::vector<double> values() const;
    double mean() const;               // of one repeat or more
    std::optional<double> cv() const;  // standard deviation ÷ mean; nothing with one repeat
    std::optional<Ci> ci() const;      // 95 % t interval over the repeats, in ms
};

struct ConditionTimes {
    int campaign;
    int repeats;
    std::map<std::pair<Stage, PuName>, CellTimes> cells;

    const CellTimes& at(Stage stage, const PuName& pu)
        const;  // a PU without a column is absent, a stage behind the last one unmeasured
};

// How a cell under load compares with the same cell alone: medians, and 95 % t intervals over the repeats, each of
// which is one process that measured both.
struct Comparison {
    double ratio;
    std::optional<Ci> ratio_ci;
    double difference;  // ms
    std::optional<Ci> difference_ci;

    bool no_difference_shown() const { return ratio_ci && ratio_ci->low <= 1 && ratio_ci->high >= 1; }
};
Comparison compare(const CellTimes& normal, const CellTimes& fully);  // both with a time

// What a day holds of one application on one device, under the conditions normal and fully.
struct MeasuredTimes {
    DeviceId device;
    AppName app;
    store::Date date;
    std::vector<PuName> pus;  // in the order of the columns, absent ones too
    int stages;
    std::optional<ConditionTimes> normal;
    std::optional<ConditionTimes> fully;
    std::vector<std::filesystem::path> files;
    std::vector<std::string> notes;  // for the person: what was left out, and which campaign was not taken
    std::optional<Params> params{};  // the sizes, where somebody asked the logs for them

    bool is_present(const PuName& pu) const;
};

// Nothing where the day has neither table. The campaign: the one asked for, else the newest that is complete in both
// tables, else each table's newest complete one. Throws a data error where a table cannot be used.
std::optional<MeasuredTimes> read_measured_times(const store::Layout& layout, const store::Date& date,
                                                 const AppName& app, const DeviceId& device,
                                                 std::optional<int> campaign,
                                                 format::Lenient lenient = format::Lenient::no);

// The devices whose tables a day holds, by what the tables say; in the order of their ids. `not_read`: files that
// cannot be used, each with the reason.
std::vector<DeviceId> devices_of_tables(const store::Layout& layout, const store::Date& date, const AppName& app,
                                        format::Lenient lenient, std::vector<std::string>& not_read);

}  // namespace bt::cli
