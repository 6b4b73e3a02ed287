#include "bt/execute/external.hpp"

#include <cmath>
#include <random>

#include "bt/device/failure.hpp"
#include "bt/format/result_log_writer.hpp"
#include "execute/gate_script.hpp"

namespace bt::execute {
namespace {

// A line that no program prints by chance.
std::string new_nonce() {
    std::random_device entropy;
    return "BT" + std::to_string(entropy()) + std::to_string(entropy());
}

std::string last_line(std::string_view output) {
    while (!output.empty() && (output.back() == '\n' || output.back() == '\r')) output.remove_suffix(1);
    const std::size_t begin = output.rfind('\n');
    return printable(begin == output.npos ? output : output.substr(begin + 1), 200);
}

void require_done(const ExternalChain& each, const format::ExternalProgram& program, const Printed& printed) {
    if (printed.status == 0) return;
    const std::string name = each.chain.app.str() + ": '" + printable(program.argv.front()) + "'";
    if (printed.status == 127) {
        throw device::Failure(device::Fault::program_missing, name + " is not there", "install it on the device");
    }
    const bool signalled = printed.status > 128;
    throw device::Failure(device::Fault::unsuitable,
                          name +
                              (signalled ? " was killed by signal " + std::to_string(printed.status - 128)
                                         : " ended with status " + std::to_string(printed.status)) +
                              ": " + last_line(printed.output),
                          "run it by hand on the device: its command stands in the application's file");
}

}  // namespace

format::ExternalProgram program_of(const ExternalChain& each) {
    if (each.app.app != each.chain.app || each.app.params != each.chain.params) {
        throw data_error("the schedule has " + each.chain.app.str() + " (" + to_string(each.chain.params) +
                             "), the file is of " + each.app.app.str() + " (" + to_string(each.app.params) + ")",
                         "int8 and fp16 are different engines: make profile and file of the same params");
    }
    return format::program_for(each.app, each.chain.groups);
}

std::vector<ExternalResult> run_together(device::Device& device, const std::vector<ExternalChain>& chains,
                                         Nanoseconds deadline) {
    std::vector<format::ExternalProgram> programs;
    for (const ExternalChain& each : chains) programs.push_back(program_of(each));
    const std::string nonce = new_nonce();
    const device::Outcome ended = device.execute({{"sh", "-c", gate_script(programs, nonce)}}, {.deadline = deadline});
    if (!ended.succeeded()) {
        throw device::Failure(device::Fault::garbled,
                              "the programs could not be started together: " + last_line(ended.err),
                              "the device needs sh, mktemp and mkfifo, and a folder for temporary files");
    }
    const std::vector<Printed> printed = read_printed(ended.out, programs.size(), nonce);
    std::vector<ExternalResult> results;
    for (std::size_t i = 0; i < chains.size(); ++i) require_done(chains[i], programs[i], printed[i]);
    for (std::size_t i = 0; i < chains.size(); ++i) {
        results.push_back({format::time_in(chains[i].app, printed[i].output), printed[i].output});
    }
    return results;
}

std::string section_of(const Runnable& schedule, const std::vector<ExternalResult>& results) {
    std::string text;
    format::ResultSectionWriter writer([&](std::string_view piece) { text.append(piece); }, schedule.uid, schedule.line,
                                       format::LogClock::monotonic, schedule.in_flight, format::NameChains::yes);
    for (std::uint32_t chain = 0; chain < results.size(); ++chain) writer.printed(chain, results[chain].output);
    for (std::uint32_t chain = 0; chain < results.size(); ++chain) {
        writer.mean(chain, static_cast<std::uint64_t>(std::llround(results[chain].time.count() * 1e6)));
    }
    writer.end(format::RunStatus::ok, "");
    return text;
}

}  // namespace bt::execute
