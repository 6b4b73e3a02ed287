#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "bt/device/deploy.hpp"
#include "bt/execute/attempt.hpp"
#include "bt/serve/server.hpp"
#include "cli/fleet.hpp"
#include "cli/lost_device.hpp"

namespace bt::cli {

class Terminal;

enum class Via { file, http };

// Who carries the schedules out on the device.
enum class RunBy { agent, programs };

// A device with the agent and the schedules of a run, opened anew when it comes back after a loss.
class RunConnection : public execute::Connection {
public:
    RunConnection(const Fleet& fleet, device::Entry entry, RunBy by, Seconds patience, Terminal& terminal);

    // From now on the agent gets its schedules from this file of the store.
    void offer(std::filesystem::path file, Via via);
    // What the agent's processes told each other is of no use to the next command.
    void sweep();

    device::Device& device() override { return *device_; }
    const std::string& agent() override { return deployment_.agent; }
    std::vector<std::string> schedule_flags() override { return flags_; }
    void reconnect(const device::Failure& why) override;
    bool mend_source() override;
    // How long the device was away since this was last asked.
    Seconds take_waited() { return lost_.take_waited(); }

    const device::Deployment& deployment() const { return deployment_; }
    const device::Entry& entry() const { return entry_; }

private:
    void open();
    void bring_schedules();
    void find_schedules_at(std::vector<std::string> where);
    void serve_schedules();

    const Fleet& fleet_;
    device::Entry entry_;
    RunBy by_;
    Terminal& terminal_;
    LostDevice lost_;
    std::unique_ptr<device::Device> device_;
    device::Deployment deployment_;
    std::filesystem::path file_;
    Via via_ = Via::file;
    std::unique_ptr<serve::Server> own_server_;  // where nobody else serves this store
    std::unique_ptr<device::ReversePort> port_;  // before the device: it must go first
    std::vector<std::string> flags_;
};

}  // namespace bt::cli
