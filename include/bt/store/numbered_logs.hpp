#pragma once

#include <optional>
#include <vector>

#include "bt/store/layout.hpp"
#include "bt/system/growing_log.hpp"

namespace bt::store {

enum class LogState { complete, part, aborted };

struct NumberedLog {
    int number;
    LogState state;
    std::filesystem::path file;
};

// What there is of a series, in the order of the numbers; empty where its folder is missing.
std::vector<NumberedLog> logs_of(const LogSeries& series);

// Whether some process left a log unfinished here, or is still writing it: what --resume asks for.
bool has_part(const LogSeries& series);

enum class Resume { no, yes };

struct BegunLog {
    system::GrowingLog log;
    int number;
    bool resumed;
};

// The next number, which no other process can get; with Resume::yes the newest `.part` that nobody writes any more,
// where there is one. Every other abandoned `.part` of the series becomes `.aborted`.
BegunLog begin_log(const LogSeries& series, Resume resume);

}  // namespace bt::store
