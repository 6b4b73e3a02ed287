#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "bt/store/date.hpp"
#include "cli/fleet.hpp"
#include "cli/passed_flags.hpp"
#include "cli/pipeline_steps.hpp"

namespace bt::cli {

struct PipelineOptions {
    std::vector<std::string> devices;
    std::vector<std::string> apps;
    std::vector<std::string> steps;
    std::optional<std::string> report;  // empty: in the store
    bool dry_run = false;
    PassedFlags passed;
};

// Which steps there are, each as the command that does it is typed, and where what they leave lies.
class PipelinePlan {
public:
    PipelinePlan(const PipelineOptions& options, const Globals& globals, const Fleet& fleet);

    // Throws a usage error before anything begins: a flag that the last step refuses would cost all the work before it.
    void check() const;

    const std::vector<std::string>& devices() const { return options_.devices; }
    const std::vector<std::string>& apps() const { return options_.apps; }
    const store::Date& date() const { return date_; }
    const std::vector<std::string>& names() const { return names_; }  // of the steps, without the server
    // Those of this name: a heatmap is of one application.
    std::vector<Step> steps(const std::string& name, const std::string& device, const std::string& app) const;
    std::optional<Step> server() const;  // where it was asked for

    // The folder of what was found out; nothing where something was measured or scheduled since then.
    std::optional<std::filesystem::path> analysis(const std::string& device, const std::string& app) const;
    std::optional<std::filesystem::path> report() const;  // where one was asked for

    std::string as_text() const;
    std::string as_json() const;

private:
    Step step(const std::string& name, const std::string& device, const std::string& app) const;
    std::vector<Step> all_steps() const;
    void check_places() const;
    bool is_of_another_app(const std::string& app, const std::string& word) const;
    bool is_of_benchmark_alone(const std::string& word, const std::string& step) const;

    const PipelineOptions& options_;
    const Globals& globals_;
    const Fleet& fleet_;
    store::Date date_;
    std::vector<std::string> names_;
    bool serves_;
};

}  // namespace bt::cli
