#include "bt/device/doctor.hpp"

#include <algorithm>
#include <memory>
#include <thread>

#include "bt/device/standing.hpp"
#include "bt/format/json_writer.hpp"
#include "cli/doctor_host.hpp"
#include "cli/fleet.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"

// `runner doctor`: what a person would look at before measuring, each with its result and the command that mends it.

namespace bt::cli {
namespace {

using device::Check;
using device::Entry;
using device::Verdict;

struct Patient {
    std::string title;
    std::optional<Entry> entry{};  // nothing: this machine
    std::vector<Check> checks{};
    std::exception_ptr failure{};
};

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::good: return "ok";
        case Verdict::warning: return "warning";
        case Verdict::bad: return "FAIL";
        case Verdict::unknown: return "unknown";
    }
    return "unknown";
}

Style style_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::good: return Style::good;
        case Verdict::warning: return Style::warning;
        case Verdict::bad: return Style::bad;
        case Verdict::unknown: break;
    }
    return Style::dim;
}

// Without --device: this machine, and what could be measured now. Absent phones are no illness.
std::vector<Entry> those_at_hand(const Fleet& fleet) {
    std::vector<Entry> entries;
    for (const device::Standing& each : look_at_all(fleet.registry(), {.patience = std::chrono::seconds(5)}).devices) {
        const format::DeviceFile& device = each.entry.device;
        const bool wanted = device.by_default == format::ByDefault::yes;
        const bool plugged =
            device.transport == format::Transport::adb && each.state != "absent" && each.state != "program missing";
        const bool here = each.ready() && device.transport != format::Transport::emulated;
        if (wanted || plugged || here) entries.push_back(each.entry);
    }
    return entries;
}

void examine_all(std::vector<Patient>& patients, const Fleet& fleet) {
    std::vector<std::thread> threads;
    for (Patient& patient : patients) {
        threads.emplace_back([&patient, &fleet] {
            try {
                patient.checks = patient.entry ? device::examine(fleet.registry(), *patient.entry, fleet.agents())
                                               : examine_host(fleet);
            } catch (...) {
                patient.failure = std::current_exception();
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    for (const Patient& patient : patients) {
        if (patient.failure) std::rethrow_exception(patient.failure);
    }
}

std::string line_of(const Check& check, std::size_t width, const Terminal& terminal) {
    std::string mark{to_string(check.verdict)};
    std::string name = check.what;
    mark.resize(8, ' ');
    name.resize(width + 2, ' ');
    std::string line =
        "  " + terminal.styled(mark, style_of(check.verdict)) + name + printable(check.found, 300) + "\n";
    if (!check.mend.empty()) line += std::string(12 + width, ' ') + "-> " + printable(check.mend, 300) + "\n";
    return line;
}

// Checks in a row that could not be made for one reason stand on one line, the first one's.
std::string as_text(const Patient& patient, const Terminal& terminal) {
    std::size_t width = 0;
    for (const Check& check : patient.checks) width = std::max(width, check.what.size());
    std::string text = terminal.styled(patient.title, Style::bold) + "\n";
    for (auto at = patient.checks.begin(); at != patient.checks.end();) {
        Check line = *at;
        std::string more;
        for (++at; at != patient.checks.end() && line.verdict == Verdict::unknown && at->verdict == line.verdict &&
                   at->found == line.found;
             ++at) {
            more += (more.empty() ? "" : ", ") + at->what;
        }
        if (!more.empty()) line.found += " (nor " + more + ")";
        text += line_of(line, width, terminal);
    }
    return text;
}

bool stops_the_work(const std::vector<Patient>& patients) {
    return std::any_of(patients.begin(), patients.end(), [](const Patient& patient) {
        return std::any_of(patient.checks.begin(), patient.checks.end(),
                           [](const Check& check) { return check.verdict == Verdict::bad; });
    });
}

void write_patient(format::JsonWriter& json, const Patient& patient) {
    json.begin_object();
    if (patient.entry) write_device(json, patient.entry->device);
    json.key("checks").begin_array();
    for (const Check& check : patient.checks) {
        json.begin_object(format::JsonLayout::line).member("check", check.what);
        json.member("result", check.verdict == Verdict::bad ? "fail" : to_string(check.verdict));
        json.member("found", format::valid_utf8(check.found)).member("mend", format::valid_utf8(check.mend)).end();
    }
    json.end().end();
}

std::string as_json(const std::vector<Patient>& patients) {
    format::JsonWriter json;
    json.begin_object().member("kind", "doctor").member("version", 1).member("ok", !stops_the_work(patients));
    for (const Patient& patient : patients) {
        if (!patient.entry) write_patient(json.key("host"), patient);
    }
    json.key("devices").begin_array();
    for (const Patient& patient : patients) {
        if (patient.entry) write_patient(json, patient);
    }
    return json.end().end().take();
}

ExitCode doctor(const std::vector<std::string>& ids, const Invocation& invocation) {
    const Fleet fleet(invocation);
    std::vector<Patient> patients;
    std::vector<Entry> entries;
    for (const std::string& id : ids) entries.push_back(fleet.registry().resolve(id));
    if (ids.empty()) {
        patients.push_back({"this machine"});
        entries = those_at_hand(fleet);
    }
    for (const Entry& entry : entries) {
        patients.push_back({printable(entry.device.id.str()) + " (" + how_reached(entry.device) + ")", entry});
    }
    invocation.terminal.progress("looking …");
    examine_all(patients, fleet);
    Terminal& terminal = invocation.terminal;
    if (invocation.globals.json) {
        terminal.print(as_json(patients));
    } else {
        for (std::size_t i = 0; i < patients.size(); ++i) {
            terminal.print((i == 0 ? "" : "\n") + as_text(patients[i], terminal));
        }
    }
    return stops_the_work(patients) ? ExitCode::device : ExitCode::done;
}

}  // namespace

Command doctor_command() {
    auto ids = std::make_shared<std::vector<std::string>>();
    return {"doctor", "Look for what would stop or disturb the work, and say what mends it",
            [ids](Flags& flags) {
                flags.list("--device", *ids, "ID", "Only these devices (default: this machine and what is at hand)");
            },
            [ids](const Invocation& invocation) { return doctor(*ids, invocation); }};
}

}  // namespace bt::cli
