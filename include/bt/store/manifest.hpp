#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bt/core/params.hpp"
#include "bt/store/environment.hpp"
#include "bt/store/layout.hpp"
#include "bt/system/clock.hpp"

namespace bt::store {

// A file as it was when a step read or wrote it.
struct FileRecord {
    std::string path;  // relative to the store where it lies inside
    std::uint64_t bytes = 0;
    std::string sha256;
    bool operator==(const FileRecord&) const = default;
};

FileRecord record_file(const Layout& layout, const std::filesystem::path& file);

// One line of manifest.jsonl: a step that ran, where, how, with which result.
struct StepRecord {
    std::string step;     // "benchmark"
    std::string started;  // system::timestamp
    std::string ended;
    std::optional<std::string> device;
    std::optional<std::string> app;
    std::optional<std::string> backend;
    Params params;
    std::optional<std::uint64_t> seed;
    std::vector<std::pair<std::string, std::string>>
        settings;  // flags as they took effect, in order; a line joins those of one name
    std::vector<FileRecord> inputs;
    std::vector<FileRecord> outputs;
    int exit = 0;
    std::string result;  // one line for people
    Environment environment;
    bool operator==(const StepRecord&) const = default;
};

void append_step(const Layout& layout, const Date& date, const StepRecord& step);

struct Manifest {
    std::vector<StepRecord> steps;
    std::vector<std::size_t> unread;  // numbers of lines that are no step: cut off by a kill, or of a newer version
};

// Of a day without a manifest: empty.
Manifest read_manifest(const Layout& layout, const Date& date);

}  // namespace bt::store
