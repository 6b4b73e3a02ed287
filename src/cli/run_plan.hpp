#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bt/execute/plan.hpp"
#include "bt/format/agent_info.hpp"
#include "bt/store/store.hpp"
#include "cli/chosen_apps.hpp"
#include "cli/run_connection.hpp"

namespace bt::cli {

struct RunOptions {
    std::string device;
    std::string app;
    std::string adb_host;
    std::string backend = "auto";
    std::uint64_t count = 30;
    std::vector<std::string> uids;
    std::optional<std::string> schedules;
    std::optional<std::string> tasks;
    std::optional<std::string> seconds;
    std::uint64_t runs = 3;
    std::string via = "http";
    std::string verify = "sample";
    std::optional<std::string> in_flight;
    std::optional<std::string> deadline;
    std::string reconnect = "2m";
    std::vector<std::string> params;
    std::optional<std::string> input;
    std::optional<std::string> weights;
    bool software_gpu = false;
    bool lenient = false;
    bool resume = false;
    bool dry_run = false;
    bool overhead = false;
};

// Schedules as they were found, before a device is asked.
struct FoundSchedules {
    std::filesystem::path file;
    Backend backend;
    format::ScheduleFile content;
    std::optional<store::Date> date{};  // of the store's own
};

// --schedules, else those of the store: of this day, else of the newest that has some. Throws a data error.
FoundSchedules find_schedules(const RunOptions& options, const store::Store& held, const store::Date& day);

// A schedule of either version, with what people are told of it.
struct PlannedSchedule {
    execute::Runnable runnable;
    std::optional<int> rank{};
    std::string control{};  // what it is to be compared with as: "control", "whole"; empty: it competes
    std::string what{};     // its chunks, or the groups of its chains
    std::optional<Milliseconds> predicted{};  // of a task, or of a round
};

// What runs, on which PUs of the device.
struct RunPlan {
    execute::Subject subject;  // of several applications: their names joined, all sizes, no stages
    std::vector<Pu> pus{};
    bool is_virtual = false;
    std::vector<PlannedSchedule> schedules{};     // those asked for, then controls
    std::string content{};                        // all of them, as the device is given them
    std::vector<std::string> arguments{};         // of every bt-agent run
    std::vector<format::ExternalApp> programs{};  // not the agent but these, one for each chain
    std::vector<std::string> left_out{};          // what to compare with cannot run, and why
};

// Throws where a flag is given that goes with one application only.
void refuse_what_schedules_say(const RunOptions& options);

// Asks the device for its PUs. Throws where the schedules do not fit it or the applications of --app.
RunPlan make_run_plan(const RunOptions& options, const ChosenApps& apps, const FoundSchedules& found,
                      RunConnection& connection, const Fleet& fleet, std::uint64_t seed);

// All that two commands must have in common for one to go on with what the other began, on one line.
std::string settings_of(const RunPlan& plan, const RunOptions& options, std::uint64_t seed);

}  // namespace bt::cli
