#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bt/format/agent_info.hpp"
#include "bt/profile/clocks.hpp"
#include "bt/profile/measure.hpp"
#include "bt/system/lock.hpp"
#include "cli/fleet.hpp"
#include "cli/lost_device.hpp"

namespace bt::apps {
class Application;
}

namespace bt::cli {

class Terminal;

struct BenchmarkOptions {
    std::vector<std::string> devices;
    std::string app;
    std::string adb_host;
    std::string backend = "auto";
    std::uint64_t repeat = 3;
    std::vector<std::string> conditions;
    std::string seconds = "1";
    std::optional<std::string> budget;
    std::vector<std::string> stages;
    std::vector<std::string> pus;
    std::vector<std::string> params;
    std::optional<std::string> input;
    std::optional<std::string> weights;
    std::optional<std::string> cooldown;
    std::vector<std::string> groups;
    std::vector<std::string> measure;
    std::string patience = "2m";
    bool software_gpu = false;
    bool set_clocks = false;
    bool dry_run = false;
    bool resume = false;
    bool rebuild = false;
    bool lenient = false;
};

// A device that stays the same device when its connection breaks.
class LiveConnection : public profile::Connection {
public:
    LiveConnection(const Fleet& fleet, device::Entry entry, Seconds patience, Terminal& terminal);

    device::Device& device() override { return *device_; }
    const std::string& agent() override { return deployment_.agent; }
    void reconnect(const device::Failure& why) override;
    // How long the device was away since this was last asked.
    Seconds take_waited() { return lost_.take_waited(); }

    // Until release_clocks(), also after a lost connection.
    void fix_clocks();
    void release_clocks();

    const device::Deployment& deployment() const { return deployment_; }
    const device::Entry& entry() const { return entry_; }

private:
    void open();

    const Fleet& fleet_;
    device::Entry entry_;
    Terminal& terminal_;
    LostDevice lost_;
    std::unique_ptr<device::Device> device_;
    device::Deployment deployment_;
    std::unique_ptr<profile::FixedClocks> clocks_;
};

// What will be measured of one application on one device.
struct DevicePlan {
    device::Entry entry;
    BenchmarkOptions options{};  // its own --app and --param
    std::shared_ptr<const apps::Application> app{};
    std::shared_ptr<system::FileLock> lock{};  // of the device: so far as all its applications need it
    std::shared_ptr<LiveConnection> connection{};
    format::AgentInfo info{};
    std::vector<Stage> stages{};
    std::vector<ActiveSet> sets{};
    std::vector<std::string> arguments{};     // of bt-agent bench, without those of the repeat and --seconds
    std::vector<std::string> first_repeat{};  // arguments that only this one gets
    std::vector<std::vector<profile::CellName>> orders{};  // by repeat
    Seconds pause{0};                                      // before each further repeat

    DeviceId device() const { return entry.device.id; }
    bool of_same_device(const DevicePlan& other) const { return entry.device.id == other.entry.device.id; }
    bool is_virtual() const { return info.clock == "virtual"; }
    std::size_t cells() const;  // of all repeats
};

// Opens the device, unless the plan of another application has it open, brings the agent there and asks it. `plan` has
// its entry, options and app. Throws where something that was asked for is not there.
void complete_plan(DevicePlan& plan, const DevicePlan* of_same_device, const Fleet& fleet,
                   const Invocation& invocation);

// Those named, else all connected phones and those of device files with "default": true.
std::vector<device::Entry> choose_devices(const BenchmarkOptions& options, const Fleet& fleet, Terminal& terminal);

// How long one cell may take, so that all fit into the budget.
Seconds time_of_a_cell(const BenchmarkOptions& options, const std::vector<DevicePlan>& plans);

// How long the plan takes at most; what settles earlier ends earlier.
Seconds longest(const DevicePlan& plan, Seconds cell);

std::string plan_text(const std::vector<DevicePlan>& plans, Seconds cell);
std::string plan_json(const std::vector<DevicePlan>& plans, Seconds cell, const std::vector<Error>& failed);

}  // namespace bt::cli
