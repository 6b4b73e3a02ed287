#include "cli/measured_times.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "bt/core/error.hpp"
#include "bt/format/table.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/input_file.hpp"
#include "cli/left_out.hpp"

namespace bt::cli {
namespace {

std::optional<format::TableFile> read_if_there(const std::filesystem::path& file, const AppName& app,
                                               format::Lenient lenient) {
    const auto text = system::read_file_if_there(file, most_input_bytes);
    if (!text) return std::nullopt;
    format::TableFile table = format::read_table(*text, file.string(), format::TableKind::condition, lenient);
    table.app = app;
    return table;
}

std::set<int> complete_campaigns(const format::TableFile& table) {
    std::set<int> numbers;
    for (const format::Campaign& campaign : format::campaigns(table)) {
        if (campaign.complete()) numbers.insert(campaign.number);
    }
    return numbers;
}

// One campaign of both tables, whose repeats are the same processes.
std::optional<int> common_campaign(const format::TableFile& normal, const format::TableFile& fully) {
    const std::set<int> first = complete_campaigns(normal), second = complete_campaigns(fully);
    for (auto number = first.rbegin(); number != first.rend(); ++number) {
        if (second.contains(*number)) return *number;
    }
    return std::nullopt;
}

ConditionTimes times_of(const format::TableFile& file, std::optional<int> wanted) {
    const Table table = format::medians(file, wanted);
    ConditionTimes times{wanted.value_or(0), 0, {}};
    if (!wanted) times.campaign = *complete_campaigns(file).rbegin();
    for (int stage = 1; stage <= table.stages(); ++stage) {
        for (std::size_t pu = 0; pu < table.pus().size(); ++pu) {
            const Stage here = Stage::from_number(stage);
            times.cells[{here, table.pus()[pu]}].median = table.at(here, pu);
        }
    }
    std::set<int> repeats;
    for (const format::TableRow& row : file.rows) {
        if (row.run.campaign != times.campaign) continue;
        repeats.insert(row.run.repeat);
        for (const auto& [pu, cell] : row.cells) {
            if (const auto time = cell.time()) times.cells[{row.stage, pu}].repeats[row.run.repeat] = time->count();
        }
    }
    times.repeats = static_cast<int>(repeats.size());
    return times;
}

void require_device(const format::TableFile& table, const DeviceId& device) {
    if (table.rows.empty())
        throw data_error("the table " + table.file + " has no rows", "measure first: runner benchmark");
    if (!table.device || *table.device == device) return;
    throw data_error("the table " + table.file + " is of the device '" + printable(table.device->str()) + "', not '" +
                         printable(device.str()) + "'",
                     "a table is called after its device: rename the file, or mend its column device");
}

void add_columns(MeasuredTimes& measured, const format::TableFile& table) {
    for (const PuName& pu : table.pus()) {
        if (std::find(measured.pus.begin(), measured.pus.end(), pu) == measured.pus.end()) measured.pus.push_back(pu);
    }
    measured.stages = std::max(measured.stages, table.last_stage());
    measured.files.emplace_back(table.file);
    for (std::string& note : table.misspelt_columns()) measured.notes.push_back(std::move(note));
    note_left_out(table.left_out, "rows", table.file, measured.notes);
}

}  // namespace

std::vector<double> CellTimes::values() const {
    std::vector<double> all;
    for (const auto& [repeat, time] : repeats) all.push_back(time);
    return all;
}

double CellTimes::mean() const { return bt::mean(values()); }

std::optional<double> CellTimes::cv() const {
    if (repeats.size() < 2) return std::nullopt;
    return std::sqrt(sample_variance(values())) / mean();
}

std::optional<Ci> CellTimes::ci() const { return t_interval(values()); }

const CellTimes& ConditionTimes::at(Stage stage, const PuName& pu) const {
    static const CellTimes absent{TableCell::absent(), {}}, unmeasured{};
    const auto found = cells.find({stage, pu});
    if (found != cells.end()) return found->second;
    const auto first = cells.find({Stage::from_number(1), pu});  // of a table that ends before this stage
    return first == cells.end() || first->second.median.is_absent() ? absent : unmeasured;
}

Comparison compare(const CellTimes& normal, const CellTimes& fully) {
    const double alone = normal.median.time()->count();
    const double loaded = fully.median.time()->count();
    std::vector<double> logs, differences;
    for (const auto& [repeat, time] : fully.repeats) {
        const auto pair = normal.repeats.find(repeat);
        if (pair == normal.repeats.end()) continue;
        logs.push_back(std::log(time / pair->second));
        differences.push_back(time - pair->second);
    }
    Comparison comparison{loaded / alone, t_interval(logs), loaded - alone, t_interval(differences)};
    if (comparison.ratio_ci) {
        comparison.ratio_ci = Ci{std::exp(comparison.ratio_ci->low), std::exp(comparison.ratio_ci->high)};
    }
    return comparison;
}

bool MeasuredTimes::is_present(const PuName& pu) const {
    const auto in = [&](const std::optional<ConditionTimes>& times) {
        return times && std::any_of(times->cells.begin(), times->cells.end(), [&](const auto& cell) {
                   return cell.first.second == pu && !cell.second.median.is_absent();
               });
    };
    return in(normal) || in(fully);
}

std::optional<MeasuredTimes> read_measured_times(const store::Layout& layout, const store::Date& date,
                                                 const AppName& app, const DeviceId& device,
                                                 std::optional<int> campaign, format::Lenient lenient) {
    const auto normal = read_if_there(layout.table(date, app, device, store::TableKind::normal), app, lenient);
    const auto fully = read_if_there(layout.table(date, app, device, store::TableKind::fully), app, lenient);
    if (!normal && !fully) return std::nullopt;
    MeasuredTimes measured{device, app, date, {}, 0, {}, {}, {}, {}};
    const bool chosen = campaign.has_value();
    if (!campaign && normal && fully) campaign = common_campaign(*normal, *fully);
    const auto take = [&](const format::TableFile& table) {
        require_device(table, device);
        ConditionTimes times = times_of(table, campaign);
        add_columns(measured, table);
        const auto note = chosen ? std::nullopt : format::passed_over(table, times.campaign);
        if (note && std::find(measured.notes.begin(), measured.notes.end(), *note) == measured.notes.end()) {
            measured.notes.push_back(*note);
        }
        return times;
    };
    if (normal) measured.normal = take(*normal);
    if (fully) measured.fully = take(*fully);
    return measured;
}

std::vector<DeviceId> devices_of_tables(const store::Layout& layout, const store::Date& date, const AppName& app,
                                        format::Lenient lenient, std::vector<std::string>& not_read) {
    std::set<DeviceId> devices;
    std::error_code ignored;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(layout.app(date, app), ignored)) {
        const std::string name = entry.path().filename().string();
        if (name.ends_with("_normal.csv") || name.ends_with("_fully.csv")) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    for (const std::filesystem::path& file : files) {
        try {
            const auto table = read_if_there(file, app, lenient);
            if (!table || !table->device) continue;
            for (const auto kind : {store::TableKind::normal, store::TableKind::fully}) {
                if (layout.table(date, app, *table->device, kind) == file) devices.insert(*table->device);
            }
        } catch (const Error& error) {
            not_read.push_back(error.failed());
        }
    }
    return {devices.begin(), devices.end()};
}

}  // namespace bt::cli
