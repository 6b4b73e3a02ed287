#include "cli/pipeline_report.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bt/core/words.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/clock.hpp"
#include "cli/report_parts.hpp"
#include "cli/step_record.hpp"

namespace bt::cli {
namespace {

namespace fs = std::filesystem;

std::string failure_of(const Outcome& outcome) {
    if (outcome.failure) return outcome.failure->failed();
    if (outcome.code == ExitCode::done) return {};
    return "step " + outcome.failed_step + " ended with exit code " + std::to_string(static_cast<int>(outcome.code));
}

report::Part part_of(const Outcome& outcome, const Fleet& fleet, const store::Date& date,
                     const store::Inventory& inventory, const store::Manifest& manifest) {
    report::Part part{outcome.device, outcome.app, failure_of(outcome), outcome.summary, {}, {}, {}};
    const DeviceId device = device::id_of(outcome.device);
    for (const store::Holding& of : inventory.holdings) {
        if (of.date != date || of.device != device || of.app != AppName(outcome.app)) continue;
        part.pictures = pictures_of(fleet.layout(), of);
        part.times = times_of(fleet.layout(), of);
        part.steps = steps_of(manifest, of);
    }
    return part;
}

template <class Name>
std::vector<std::string> distinct(const std::vector<Outcome>& outcomes, Name name) {
    std::vector<std::string> names;
    for (const Outcome& outcome : outcomes) {
        if (std::find(names.begin(), names.end(), name(outcome)) == names.end()) names.push_back(name(outcome));
    }
    return names;
}

void record_step(const std::vector<Outcome>& outcomes, const fs::path& file, const Fleet& fleet,
                 const store::Date& date, const Invocation& invocation, system::WallTime started) {
    store::StepRecord step = step_record("report", system::timestamp(started), invocation);
    for (const Outcome& outcome : outcomes) {
        const fs::path summary = outcome.figures / "summary.json";
        if (outcome.summary) step.inputs.push_back(store::record_file(fleet.layout(), summary));
    }
    step.outputs = {store::record_file(fleet.layout(), file)};
    step.result = std::to_string(outcomes.size()) + " devices and applications";
    store::append_step(fleet.layout(), date, step);
}

}  // namespace

fs::path report_file(const std::vector<std::string>& devices, const std::vector<std::string>& apps, const Fleet& fleet,
                     const store::Date& date) {
    std::vector<std::string> ids;
    for (const std::string& device : devices) {
        ids.push_back(file_name_part(device::id_of(device)));
    }
    return fleet.layout().report(date, joined(ids, "+") + "_" + joined(apps, "+"));
}

fs::path write_report(const std::vector<Outcome>& outcomes, fs::path file, const Fleet& fleet, const store::Date& date,
                      const Invocation& invocation) {
    const auto started = system::real_clock().wall();
    const store::Inventory inventory = store::take_inventory(fleet.layout());
    const store::Manifest manifest = store::read_manifest(fleet.layout(), date);
    const auto devices = distinct(outcomes, [](const Outcome& outcome) { return outcome.device; });
    const auto apps = distinct(outcomes, [](const Outcome& outcome) { return outcome.app; });
    report::Page page{joined(apps, ", ") + " on " + joined(devices, ", ") + ", " + date.str(), {}};
    for (const Outcome& outcome : outcomes) {
        page.parts.push_back(part_of(outcome, fleet, date, inventory, manifest));
    }
    system::write_file_atomically(file, report::html_page(page));
    record_step(outcomes, file, fleet, date, invocation, started);
    return file;
}

}  // namespace bt::cli
