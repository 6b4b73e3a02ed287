#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "bt/core/params.hpp"
#include "bt/profile/campaign.hpp"
#include "cli/benchmark_plan.hpp"

namespace bt::cli {

// What became of one device.
struct CampaignResult {
    DeviceId device;
    std::optional<profile::Subject> subject{};
    std::optional<profile::Campaign> campaign{};  // the repeats that there are, a cut one among them
    std::vector<std::filesystem::path> files{};
    std::vector<std::string> warnings{};
    std::optional<Error> failure{};
    bool complete() const { return campaign && !failure; }
};

// Measures one device and writes its files. What fails is in the result; only a request to stop is thrown, after
// everything was written.
CampaignResult run_campaign(DevicePlan& plan, const store::Date& date, Seconds cell, const Fleet& fleet,
                            const Invocation& invocation);

// Where the plans of one device begin or, with --resume, go on.
store::Date date_of(const std::vector<DevicePlan>& plans, const DeviceId& device, const store::Layout& layout,
                    const Globals& globals);

// Makes the tables of what is in the store again, of each application.
std::vector<CampaignResult> rebuild(const BenchmarkOptions& options, const Fleet& fleet, const Invocation& invocation);

std::string as_text(const CampaignResult& result);
// `more` writes further members.
std::string as_json(const std::vector<CampaignResult>& results, const std::function<void(format::JsonWriter&)>& more);

}  // namespace bt::cli
