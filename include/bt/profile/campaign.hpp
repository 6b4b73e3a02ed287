#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bt/format/bench_log.hpp"
#include "bt/format/table.hpp"
#include "bt/store/layout.hpp"
#include "bt/store/numbered_logs.hpp"

namespace bt::profile {

// What the store holds of one day, application and device.
struct Subject {
    store::Layout layout;
    store::Date date;
    AppName app;
    DeviceId device;
};

// A raw log as its beginning tells of it.
struct KnownLog {
    Backend backend;
    int number;
    store::LogState state;
    std::filesystem::path file;
    std::optional<format::BenchHeader> header;  // nothing: of the earlier system, or nothing whole in it yet
    int repeat = 0;                             // of its first cell; 0: it has none
    int campaign = format::earlier_campaign;
};

// Raw logs of all backends, which share one row of numbers, in its order. A log of repeat 1 begins a campaign; a later
// repeat of the same backend, sizes and seed belongs to the campaign before it. Throws a data error where a header
// cannot be read; with `left_out` that log is left out and counted.
std::vector<KnownLog> known_logs(const Subject& subject, format::LeftOut* left_out = nullptr);

struct RepeatLog {
    int repeat;
    std::filesystem::path file;
    format::BenchLog log;
};

struct Campaign {
    int number;
    std::vector<RepeatLog> repeats;  // those with at least one cell, in order
};

// Reads the logs of one campaign, or of the earlier system (format::earlier_campaign). Throws a data error where one
// cannot be read; with `left_out` the lines and logs that cannot be used are left out and counted.
Campaign read_campaign(const std::vector<KnownLog>& logs, int number, format::LeftOut* left_out = nullptr);
format::BenchLog read_log(const std::filesystem::path& file, format::Lenient lenient = format::Lenient::no);

}  // namespace bt::profile
