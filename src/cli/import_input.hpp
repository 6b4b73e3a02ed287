#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bt/format/profile.hpp"
#include "bt/profile/engine_logs.hpp"

namespace bt::cli {

// The flags of `runner import` as typed.
struct ImportOptions {
    std::optional<std::string> device;
    std::optional<std::string> app;
    std::string backend = "cu";
    std::optional<std::string> gpu;
    std::optional<std::string> dla;
    std::vector<std::string> splits;
    std::vector<std::string> cuts;
    std::optional<std::string> layers;
    std::vector<std::string> marks;
    std::vector<std::string> beside;
    std::vector<std::string> emc;
    std::vector<std::string> gpu_gbps;
    std::optional<std::string> peak_gbps;
    std::vector<std::string> params;
    std::optional<std::string> source;
    std::optional<std::string> out;
    bool dry_run = false;
};

// What they name, read.
struct ImportInput {
    profile::EngineLogs logs;
    std::vector<profile::EmcLog> emc;
    profile::Throughput throughput;
    format::PairFactors pairs;  // means beside another PU ÷ means alone
    std::vector<std::filesystem::path> files;
};

ImportInput read_import_input(const ImportOptions& options);

}  // namespace bt::cli
