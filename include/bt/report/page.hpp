#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bt/format/summary.hpp"
#include "bt/report/table.hpp"

// What was done and found out about one or several devices and applications, as one HTML file that needs nothing else:
// figures are inside, nothing is loaded or run. All text is plain and escaped here.
namespace bt::report {

struct Picture {
    std::string title;
    std::string type;  // "image/png"
    std::string bytes;
};

struct TitledTable {
    std::string title;
    Table table;
};

// A file as it was when a step read or wrote it.
struct FileFacts {
    std::string path;
    std::uint64_t bytes;
    std::string sha256;
};

// A step that was done: how, where, with which result.
struct StepFacts {
    std::string step;
    std::string started;
    std::string ended;
    int exit = 0;
    std::string result;
    std::string command;
    std::vector<std::pair<std::string, std::string>> facts;  // name and value: seed, host, versions, settings
    std::vector<FileFacts> read;
    std::vector<FileFacts> written;
};

// One application on one device.
struct Part {
    std::string device;
    std::string app;
    std::string failure;  // why it did not come to its end; empty: it did
    std::optional<format::Summary> summary;
    std::vector<Picture> pictures;
    std::vector<TitledTable> times;  // of the stages
    std::vector<StepFacts> steps;    // in their order
};

struct Page {
    std::string title;
    std::vector<Part> parts;
};

std::string html_page(const Page& page);

}  // namespace bt::report
