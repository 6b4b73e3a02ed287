#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bt/format/lenient.hpp"
#include "bt/format/schedules.hpp"
#include "bt/store/store.hpp"
#include "cli/command.hpp"

namespace bt::cli {

// Which logs `runner parse` was asked to read.
struct ParseSources {
    std::optional<std::string> device;
    std::optional<std::string> app;
    std::string backend = "auto";
    std::vector<std::string> logs;
    std::optional<std::string> schedules;
    std::optional<std::string> out;
    bool lenient = false;
};

// A schedule that ran. Of several applications at once the record is what as_record makes of it.
struct LoggedSchedule {
    format::ScheduleRecord record;
    std::optional<format::ConcurrentSchedule> concurrent{};
};

// What they are.
struct ParseInput {
    std::optional<DeviceId> device;   // asked for, or as the schedules say
    std::optional<AppName> app;       // likewise
    std::optional<Backend> backend;   // asked for
    std::optional<store::Date> date;  // where the logs come from the store
    std::vector<std::filesystem::path> logs;
    std::vector<std::filesystem::path> schedule_files;       // that were read
    std::map<std::string, LoggedSchedule> known;             // by uid, from files
    std::map<std::pair<PuName, int>, Milliseconds> fastest;  // that a stage (from 1) ever took
    std::filesystem::path out;
    format::Lenient lenient = format::Lenient::no;
    std::vector<std::string> notes;
};

// Throws a usage error where it is not clear which logs are meant, a data error where there are none.
ParseInput find_parse_input(const ParseSources& sources, const store::Store& held, const Globals& globals);

}  // namespace bt::cli
