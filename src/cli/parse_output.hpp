#pragma once

#include <filesystem>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "bt/format/schedules.hpp"
#include "bt/format/summary.hpp"
#include "bt/report/trace.hpp"
#include "cli/parse_logs.hpp"

namespace bt::cli {

// The folder that an analysis is written into. Nothing in it changes before all logs have been read.
class AnalysisFolder {
public:
    explicit AnalysisFolder(std::filesystem::path folder);
    ~AnalysisFolder();  // traces that were not taken over go
    AnalysisFolder(const AnalysisFolder&) = delete;
    AnalysisFolder& operator=(const AnalysisFolder&) = delete;

    void add_trace(const MeasuredSchedule& measured, std::span<const report::Slice> slices);

    // summary.csv, .json, .md, and the traces in place of those before.
    void write_summaries(const format::Summary& summary, const std::vector<std::filesystem::path>& figures);

    const std::vector<std::filesystem::path>& written() const { return written_; }

private:
    void write(const char* name, const std::string& text);
    void take_traces_over();

    std::filesystem::path folder_;
    std::filesystem::path staged_;
    std::set<std::string> traces_;
    std::vector<std::filesystem::path> written_;
};

// For the terminal.
std::string as_text(const format::Summary& summary);

}  // namespace bt::cli
