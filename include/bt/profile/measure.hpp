#pragma once

#include <functional>
#include <string>
#include <vector>

#include "bt/device/device.hpp"
#include "bt/device/failure.hpp"
#include "bt/format/bench_log.hpp"
#include "bt/profile/repeat_times.hpp"
#include "bt/system/growing_log.hpp"

namespace bt::profile {

// A device with the agent on it. Whoever gives it finds and opens the device anew after the connection broke.
class Connection {
public:
    virtual ~Connection() = default;
    virtual device::Device& device() = 0;
    virtual const std::string& agent() = 0;  // the program's path there
    // Waits for the device to come back. Throws the device's last Failure when it has waited long enough.
    virtual void reconnect(const device::Failure& why) = 0;
};

// One repeat: what `bt-agent bench` is asked for, in one process.
struct RepeatRequest {
    std::vector<std::string> arguments;  // --app, --device, --backend, --pus, --seed, --conditions, --seconds …
    int repeat = 1;
    std::vector<CellName> order;                    // as they will come; cells that no kernel can run may be among them
    Nanoseconds silence = std::chrono::minutes(2);  // a device that says nothing for so long hangs
};

struct RepeatListener {
    std::function<void(const CellName& cell)> on_cell = [](const CellName&) {};  // it is in the log now
    std::function<void(const std::string& text)> on_note = [](const std::string&) {};
};

// Measures a repeat, or what is missing of it where `log` holds its beginning, and completes the log. After a lost
// connection it goes on with the cell at which that broke. What was measured is in the log whatever happens. Throws
// the agent's error, a Failure of the device, or a data error where the log's beginning is of another request.
format::BenchLog measure_repeat(Connection& connection, const RepeatRequest& request, system::GrowingLog& log,
                                const RepeatListener& listener = {});

}  // namespace bt::profile
