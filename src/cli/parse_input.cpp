#include "cli/parse_input.hpp"

#include <algorithm>

#include "bt/device/registry.hpp"
#include "bt/format/cells.hpp"
#include "bt/format/table.hpp"
#include "bt/store/numbered_logs.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/input_file.hpp"
#include "cli/left_out.hpp"
#include "cli/parse_schedules.hpp"
#include "cli/unknown_names.hpp"

namespace bt::cli {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> complete_logs(const store::LogSeries& series) {
    std::vector<fs::path> files;
    for (const store::NumberedLog& log : store::logs_of(series)) {
        if (log.state == store::LogState::complete) files.push_back(log.file);
    }
    return files;
}

std::vector<fs::path> logs_in(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".log") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    if (files.empty()) {
        throw data_error("no log in the folder '" + printable(folder.string(), 200) + "'", "its files end in .log");
    }
    return files;
}

void take_given_logs(const ParseSources& sources, ParseInput& input) {
    for (const std::string& word : sources.logs) {
        std::error_code error;
        const fs::path path(word);
        if (!fs::exists(path, error)) {
            throw data_error("no log '" + printable(word, 200) + "'", "--logs takes files and folders");
        }
        const auto files = fs::is_directory(path, error) ? logs_in(path) : std::vector{path};
        input.logs.insert(input.logs.end(), files.begin(), files.end());
    }
    const fs::path folder = input.logs.front().parent_path();
    input.out = sources.out ? fs::path(*sources.out) : (folder.empty() ? fs::path(".") : folder) / "analysis";
}

void find_stored_logs(const ParseSources& sources, const store::Store& held, const Globals& globals,
                      ParseInput& input) {
    if (!input.device) throw usage_error("which device? --device is missing", "or name logs with --logs");
    if (!input.app) throw usage_error("which application? --app is missing", "or name logs with --logs");
    const store::Layout& layout = held.layout();
    const auto asked = globals.date ? std::optional(store::parse_date(*globals.date)) : std::nullopt;
    const auto has = [&](const store::Date& date) {
        return !complete_logs(layout.result_logs(date, *input.device, *input.app)).empty();
    };
    const std::string name = printable(input.app->str()) + " on " + printable(input.device->str());
    input.date = held.date_to_read(asked, has, "complete result log of " + name, [&] {
        return advice_on_names(held, *input.app, input.device,
                               "run first: runner run --device " + printable(input.device->str()) + " --app " +
                                   printable(input.app->str()) + (asked ? " --date " + asked->str() : "") +
                                   " (--resume completes an unfinished log)");
    });
    const store::LogSeries series = layout.result_logs(*input.date, *input.device, *input.app);
    input.logs = complete_logs(series);
    for (const store::NumberedLog& log : store::logs_of(series)) {
        if (log.state != store::LogState::part) continue;
        input.notes.push_back("not read: the unfinished log " + printable(log.file.filename().string(), 200) +
                              "; runner run --date " + input.date->str() + " --resume completes it");
    }
    input.out = sources.out ? fs::path(*sources.out) : layout.analysis(*input.date, *input.device, *input.app);
}

void note_fastest(ParseInput& input, const PuName& pu, int stage, std::optional<Milliseconds> time) {
    if (!time) return;
    const auto [place, added] = input.fastest.try_emplace({pu, stage}, *time);
    if (!added) place->second = std::min(place->second, *time);
}

// Logs that carry their schedules would not miss those of another file.
void require_asked(const format::ScheduleRecord& record, const fs::path& file, const ParseInput& input) {
    const auto refuse = [&](const char* what, const std::string& its, const std::string& asked) {
        throw data_error(printable(file.string(), 200) + ": " + name_of(record) + " is for the " + what + " '" +
                             printable(its) + "', not '" + printable(asked) + "'",
                         "give the schedules that ran");
    };
    if (input.device && record.device.value_or(*input.device) != *input.device) {
        refuse("device", record.device->str(), input.device->str());
    }
    if (input.app && record.app.value_or(*input.app) != *input.app) {
        refuse("application", record.app->str(), input.app->str());
    }
}

void read_schedules_file(const fs::path& file, ParseInput& input) {
    format::ScheduleReading reading;
    reading.lenient = input.lenient;
    reading.backend = input.backend;
    const std::string text = system::read_file(file, most_input_bytes);
    format::ScheduleFile schedules = format::read_schedules(text, file.string(), reading);
    if (schedules.pipelines.empty() && schedules.concurrent.empty()) {
        throw data_error("no schedules in " + printable(file.string(), 200), "compute some with: runner schedule");
    }
    note_left_out(schedules.left_out, "schedules", file, input.notes);
    int place = 0;
    for (format::ScheduleRecord& record : schedules.pipelines) {
        ++place;
        require_asked(record, file, input);
        if (!record.rank && record.version < format::pipeline_version) record.rank = place;
        const std::string uid = record.uid;
        input.known.insert_or_assign(uid, LoggedSchedule{std::move(record)});
    }
    for (format::ConcurrentSchedule& schedule : schedules.concurrent) {
        format::ScheduleRecord record = as_record(schedule);
        require_asked(record, file, input);
        const std::string uid = schedule.uid;
        input.known.insert_or_assign(uid, LoggedSchedule{std::move(record), std::move(schedule)});
    }
    input.schedule_files.push_back(file);
}

// The fastest times under any condition: cells know single samples, tables the medians of repeats.
void read_fastest(const store::Layout& layout, ParseInput& input) {
    const auto read = [&](store::TableKind kind) {
        return system::read_file_if_there(layout.table(*input.date, *input.app, *input.device, kind), most_input_bytes);
    };
    const std::string file = "cells of " + input.app->str();
    if (const auto text = read(store::TableKind::cells)) {
        for (const format::CellRow& row : format::read_cells(*text, file).rows) {
            note_fastest(input, row.pu, row.stage.number(), row.min);
        }
        return;
    }
    for (const auto kind : {store::TableKind::normal, store::TableKind::fully}) {
        const auto text = read(kind);
        if (!text) continue;
        const format::TableFile table = format::read_table(*text, file, format::TableKind::condition);
        for (const format::TableRow& row : table.rows) {
            for (const PuName& pu : table.pus()) note_fastest(input, pu, row.stage.number(), row.cell(pu).time());
        }
    }
}

}  // namespace

ParseInput find_parse_input(const ParseSources& sources, const store::Store& held, const Globals& globals) {
    ParseInput input;
    if (sources.device) input.device = device::id_of(*sources.device);
    if (sources.app) input.app = AppName(*sources.app);
    if (sources.backend != "auto") input.backend = parse_backend(sources.backend);
    input.lenient = lenient_if(sources.lenient);
    if (sources.logs.empty()) {
        find_stored_logs(sources, held, globals, input);
        read_fastest(held.layout(), input);
    } else {
        take_given_logs(sources, input);
    }
    if (sources.schedules) read_schedules_file(*sources.schedules, input);
    return input;
}

}  // namespace bt::cli
