#include <algorithm>
#include <set>

#include "bt/core/suggest.hpp"
#include "bt/profile/tables.hpp"
#include "bt/store/inventory.hpp"
#include "bt/store/manifest.hpp"
#include "bt/store/store.hpp"
#include "bt/system/lock.hpp"
#include "cli/benchmark_campaign.hpp"
#include "cli/left_out.hpp"
#include "cli/step_record.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "cli/unknown_names.hpp"

// `runner benchmark --rebuild`: tables from raw logs, those of the earlier system among them.

namespace bt::cli {
namespace {

using profile::Subject;

constexpr std::array backends{Backend::cpu, Backend::vk, Backend::cu};

bool has_logs(const store::Layout& layout, const store::Date& date, const AppName& app, const DeviceId& device) {
    return std::any_of(backends.begin(), backends.end(), [&](Backend backend) {
        return !store::logs_of(layout.raw_logs(date, app, device, backend)).empty();
    });
}

// Devices that the store knows logs of: in names of files stands no id that could be read back.
std::set<DeviceId> known_devices(const store::Store& held, const Fleet& fleet, const std::set<AppName>& apps) {
    std::set<DeviceId> known;
    for (const store::Holding& holding : store::take_inventory(held.layout()).holdings) {
        if (apps.contains(holding.app)) known.insert(holding.device);
    }
    for (const device::Entry& entry : fleet.registry().entries()) known.insert(entry.device.id);
    return known;
}

std::vector<Subject> subjects_of(const BenchmarkOptions& options, const store::Store& held, const Fleet& fleet,
                                 const Globals& globals) {
    const std::vector<AppName> parts = AppName(options.app).parts();
    const std::set<AppName> apps(parts.begin(), parts.end());
    const auto asked = globals.date ? std::optional(store::parse_date(*globals.date)) : std::nullopt;
    const std::vector<DeviceId> asked_for = ids_of(options.devices);
    std::set<DeviceId> devices(asked_for.begin(), asked_for.end());
    if (devices.empty()) devices = known_devices(held, fleet, apps);
    const auto has_all = [&](const store::Date& date, const DeviceId& device) {
        return std::all_of(apps.begin(), apps.end(),
                           [&](const AppName& app) { return has_logs(held.layout(), date, app, device); });
    };
    const auto any = [&](const store::Date& date) {
        return std::any_of(devices.begin(), devices.end(),
                           [&](const DeviceId& device) { return has_all(date, device); });
    };
    const auto first = asked_for.empty() ? std::nullopt : std::optional(asked_for.front());
    const store::Date date = held.date_to_read(asked, any, "benchmark log of " + printable(options.app), [&] {
        return advice_on_names(held, AppName(options.app), first, "runner status shows what there is");
    });
    std::vector<Subject> subjects;
    for (const DeviceId& device : devices) {
        if (has_all(date, device)) {
            for (const AppName& app : apps) subjects.push_back({held.layout(), date, app, device});
        } else if (!options.devices.empty()) {
            throw data_error(
                "no benchmark log of " + options.app + " on " + printable(device.str()) + " on " + date.str(),
                "runner status shows what there is");
        }
    }
    return subjects;
}

void append_step(const Subject& subject, const CampaignResult& result, const std::vector<profile::Campaign>& campaigns,
                 const std::string& started, const Invocation& invocation) {
    store::StepRecord step = step_record("benchmark", started, invocation);
    step.device = subject.device.str();
    step.app = subject.app.str();
    step.settings = {{"rebuild", "yes"}};
    for (const profile::Campaign& campaign : campaigns) {
        for (const profile::RepeatLog& repeat : campaign.repeats) {
            step.inputs.push_back(store::record_file(subject.layout, repeat.file));
            if (repeat.log.header) step.params = repeat.log.header->params;
            if (repeat.log.header) step.backend = to_string(repeat.log.header->backend);
        }
    }
    for (const auto& file : result.files) step.outputs.push_back(store::record_file(subject.layout, file));
    step.result = "tables of " + count_of(campaigns.size(), "campaign") + " made again";
    store::append_step(subject.layout, subject.date, step);
}

// The newest campaign of the backend that was asked for.
profile::Campaign newest_of(std::vector<profile::Campaign> campaigns, const std::string& backend) {
    const auto asked = [&](const profile::Campaign& campaign) {
        const auto& header = campaign.repeats.front().log.header;
        return backend == "auto" || (header && to_string(header->backend) == backend);
    };
    const auto found = std::find_if(campaigns.rbegin(), campaigns.rend(), asked);
    return std::move(found == campaigns.rend() ? campaigns.back() : *found);
}

CampaignResult rebuild_one(const Subject& subject, const BenchmarkOptions& options, const Invocation& invocation) {
    const std::string started = system::timestamp(system::real_clock().wall());
    CampaignResult result{subject.device};
    result.subject = subject;
    try {
        const auto lock = system::lock_device(subject.device);  // nobody may be writing these logs
        format::LeftOut left_out;
        format::LeftOut* const counted = options.lenient ? &left_out : nullptr;
        const auto logs = profile::known_logs(subject, counted);
        std::set<int> numbers;
        for (const profile::KnownLog& log : logs) numbers.insert(log.campaign);
        std::vector<profile::Campaign> campaigns;
        for (const int number : numbers) {
            profile::Campaign campaign = profile::read_campaign(logs, number, counted);
            if (!campaign.repeats.empty()) campaigns.push_back(std::move(campaign));
        }
        note_left_out(left_out, "lines or logs", "the benchmark logs", result.warnings);
        if (campaigns.empty())
            throw data_error("the logs of " + printable(subject.device.str()) + " have no cell",
                             "nothing whole was measured: runner benchmark measures anew");
        result.files = profile::write_tables(subject, campaigns, profile::Rows::replace);
        append_step(subject, result, campaigns, started, invocation);
        invocation.terminal.note("tables of " + count_of(campaigns.size(), "campaign") + " of " + subject.date.str() +
                                 " made again from " + count_of(logs.size(), "log"));
        result.campaign = newest_of(std::move(campaigns), options.backend);
    } catch (const Error& error) {
        result.failure = error;
    }
    return result;
}

}  // namespace

std::vector<CampaignResult> rebuild(const BenchmarkOptions& options, const Fleet& fleet, const Invocation& invocation) {
    const store::Store held(fleet.layout().root());
    std::vector<CampaignResult> results;
    for (const Subject& subject : subjects_of(options, held, fleet, invocation.globals)) {
        results.push_back(rebuild_one(subject, options, invocation));
    }
    return results;
}

}  // namespace bt::cli
