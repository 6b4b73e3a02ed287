#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/store/layout.hpp"

namespace bt::store {

struct TableHeld {
    TableKind kind;
    int campaigns;
    int runs;  // of all campaigns together
};

struct LogsHeld {
    int complete = 0;
    int unfinished = 0;  // `.part`: being written, or left by a kill
    int aborted = 0;
};

// The steps of the whole job, in their order.
enum class Step { benchmark, heatmap, schedule, run, parse };
std::string_view to_string(Step step);

struct Missing {
    Step step;        // what would make it
    std::string why;  // "no table of the condition fully"
};

// What one day holds of one application on one device.
struct Holding {
    Date date;
    DeviceId device;
    AppName app;
    std::vector<TableHeld> tables{};  // in the order of TableKind
    bool costs = false;
    bool profile = false;  // of several applications at once, or to be joined with others
    std::map<Backend, LogsHeld> raw_logs{};
    std::vector<Backend> schedules{};
    LogsHeld result_logs{};
    std::vector<std::string> analyses{};  // names of files below analysis/
    std::vector<std::string> figures{};   // likewise, of figures beside the tables
    std::vector<Missing> missing{};       // in the order of the steps; empty: the job is done
};

struct Inventory {
    std::vector<Holding> holdings;      // newest date first, then by application and device
    std::vector<std::string> not_read;  // files and folders that could not be told or read, each with the reason
    std::size_t files = 0;              // looked at
};

// Reads names and the beginnings of files only (tables whole: they are small), so that a person need not wait.
Inventory take_inventory(const Layout& layout);

}  // namespace bt::store
