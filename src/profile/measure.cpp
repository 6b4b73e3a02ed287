#include "bt/profile/measure.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/device/agent_words.hpp"
#include "bt/device/failure.hpp"
#include "bt/profile/campaign.hpp"
#include "profile/log_stream.hpp"
#include "profile/watchdog.hpp"

namespace bt::profile {
namespace {

using device::Failure;
using device::Fault;

// Nothing where the log is empty or ends before its first whole cell.
std::optional<format::BenchLog> beginning_of(system::GrowingLog& log) {
    if (log.size() == 0) return std::nullopt;
    format::BenchLog cut = read_log(log.part());
    if (cut.cells.empty()) {
        log.shorten(0);
        return std::nullopt;
    }
    log.shorten(cut.cells_end);
    cut.status.reset();
    return cut;
}

// The agent leaves out as many cells as the log has; they must be the first of this very order.
void require_prefix(const format::BenchLog& cut, const RepeatRequest& request, const std::filesystem::path& file) {
    auto next = request.order.begin();
    for (const format::BenchCell& cell : cut.cells) {
        next = std::find(next, request.order.end(), name_of(cell));
        if (cell.repeat != request.repeat || next == request.order.end()) {
            throw data_error("the log '" + printable(file.string(), 200) + "' was begun with other settings: it has " +
                                 to_string(name_of(cell)) + " of repeat " + std::to_string(cell.repeat),
                             "give the same flags again, or begin anew without --resume");
        }
        ++next;
    }
}

device::Program program_for(const std::string& agent, const RepeatRequest& request, std::size_t measured) {
    device::Program program{{agent, "bench"}};
    program.argv.insert(program.argv.end(), request.arguments.begin(), request.arguments.end());
    program.argv.insert(program.argv.end(), {"--repeat", std::to_string(request.repeat)});
    if (measured > 0) program.argv.insert(program.argv.end(), {"--skip", std::to_string(measured)});
    return program;
}

// One process of the agent. Throws a Failure where the device or the connection gave up.
void measure_once(Connection& connection, const RepeatRequest& request, system::GrowingLog& log,
                  const RepeatListener& listener) {
    const auto cut = beginning_of(log);
    if (cut) require_prefix(*cut, request, log.part());
    const std::size_t measured = cut ? cut->cells.size() : 0;
    LogStream stream(log, cut, listener.on_cell);
    device::AgentWords words(listener.on_note);
    system::Cancellation hangs;
    device::Outcome outcome;
    {
        Watchdog watchdog(request.silence, hangs);
        device::ExecuteOptions options;
        options.on_out_line = [&](std::string_view line) {
            watchdog.alive();
            stream.take(line);
        };
        options.on_err_line = [&](std::string_view line) { words.take(line); };
        options.deadline = request.silence * static_cast<std::int64_t>(request.order.size() + 2);
        options.cancel = {&hangs};
        outcome = connection.device().execute(program_for(connection.agent(), request, measured), options);
    }
    const std::string who = "'" + printable(connection.device().id().str()) + "'";
    if (hangs.requested()) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(request.silence).count();
        throw Failure(Fault::timed_out, "device " + who + " said nothing for " + std::to_string(seconds) + " s", "");
    }
    if (!outcome.succeeded()) throw words.error(connection.device(), outcome);
    if (!stream.ended()) throw Failure(Fault::lost, "the end of what " + who + " printed is missing", "");
    stream.close();
}

}  // namespace

format::BenchLog measure_repeat(Connection& connection, const RepeatRequest& request, system::GrowingLog& log,
                                const RepeatListener& listener) {
    // One cell more at least between two losses, or the device is no use.
    constexpr int most_losses_in_a_row = 3;
    std::uint64_t size = log.size();
    for (int losses = 0;;) {
        try {
            measure_once(connection, request, log, listener);
            break;
        } catch (const Failure& failure) {
            losses = log.size() > size ? 1 : losses + 1;
            size = log.size();
            if (!may_come_back(failure.fault()) || losses >= most_losses_in_a_row) throw;
            connection.reconnect(failure);
        }
    }
    format::BenchLog whole = read_log(log.part());
    if (whole.complete != format::Completeness::yes) {
        throw data_error("the log '" + printable(log.part().string(), 200) + "' is not complete");
    }
    log.complete();
    return whole;
}

}  // namespace bt::profile
