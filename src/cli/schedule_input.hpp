#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bt/core/params.hpp"
#include "bt/format/schedules.hpp"
#include "bt/schedule/table_costs.hpp"
#include "bt/store/store.hpp"
#include "cli/command.hpp"

namespace bt::cli {

// Which tables `runner schedule` was asked to read.
struct ScheduleSources {
    std::string device;
    std::string app;
    std::string table = "auto";
    std::vector<std::string> table_files;  // FILE or FILE=CONDITION
    std::optional<std::string> costs;      // FILE or `none`; nothing: the store's, where there are any
    std::optional<std::string> campaign;
    std::string backend = "auto";
    bool lenient = false;
};

// What they hold.
struct ScheduleInput {
    DeviceId device;
    AppName app;
    Backend backend;
    store::Date date;
    schedule::TableChoice choice;
    schedule::Measurements measured;
    std::vector<PuName> pus;  // that have times and belong to the backend, in the order of the tables
    std::vector<format::TableSource> tables;
    std::vector<std::filesystem::path> files;  // all that were read
    std::optional<int> campaign;               // that the tables of one condition gave
    std::optional<Params> params;              // of the measurement, where the manifest knows it
    std::vector<std::string> notes;            // for the person: what was assumed
};

// Throws a data error where there is no table (naming the dates that hold one) or it cannot be used.
ScheduleInput read_schedule_input(const ScheduleSources& sources, const store::Store& held, const Globals& globals);

}  // namespace bt::cli
