#pragma once

#include <algorithm>
#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include "bt/core/sha256.hpp"
#include "bt/execute/attempt.hpp"
#include "bt/format/result_log_writer.hpp"

namespace bt::execute {

// What a device does when it is asked to run a schedule.
enum class Does { ok, wrong, crash, refuse, stop_in_the_middle, hang, drop, out_of_memory };

// A device whose agent behaves as the test says, by uid; `big` alone is the faster single PU.
class ScriptedDevice : public device::Device {
public:
    std::function<Does(const std::string& uid, int attempt)> script = [](auto&&...) { return Does::ok; };
    std::vector<std::string> ran{};  // uids as they were asked for
    int reopened = 0;
    std::atomic<int> processes = 0;

    const DeviceId& id() const override { return id_; }
    const std::string& work_folder() const override { return folder_; }
    void push(const std::filesystem::path&, const std::string&) override {}
    void pull(const std::string&, const std::filesystem::path&) override {}
    std::unique_ptr<device::ReversePort> reach_host_port(std::uint16_t) override { return nullptr; }

    device::Outcome execute(const device::Program& program, const device::ExecuteOptions& options) override {
        if (program.argv.front() == "true") return {};
        ++processes;
        device::Outcome last;
        for (std::size_t i = 0; i + 1 < program.argv.size() && last.succeeded(); ++i) {
            if (program.argv[i] == "--uid") last = run(program.argv[i + 1], options);
        }
        return last;
    }

private:
    device::Outcome run(const std::string& uid, const device::ExecuteOptions& options) {
        const std::lock_guard lock(mutex_);
        ran.push_back(uid);
        const auto say = [&](const std::string& line) { options.on_out_line(line); };
        switch (script(uid, ++attempts_[uid])) {
            case Does::ok: return print(uid, format::RunStatus::ok, say);
            case Does::wrong: return print(uid, format::RunStatus::wrong, say);
            case Does::crash: return {device::End::signalled, 0, 11};
            case Does::refuse:
                options.on_err_line("bt-agent: note: three cores are offline");
                options.on_err_line("bt-agent: PU big cannot run stage 2");
                return {device::End::exited, 4};
            case Does::out_of_memory:
                options.on_err_line("bt-agent: out of memory");
                options.on_err_line("  fewer tasks in flight need less");
                return {device::End::exited, 3};
            case Does::stop_in_the_middle:
                say("### Python Begin ###");
                say("Schedule_UID=" + uid);
                say("Task=0 Chunk=0 Start=1 End=2 Duration=1");
                return {device::End::exited, 0};
            case Does::hang:
                say("### Python Begin ###");
                throw device::Failure(device::Fault::timed_out, "'bt-agent' did not end", "");
            case Does::drop:
                say("### Python Begin ###");
                throw device::Failure(device::Fault::lost, "the cable was pulled", "");
        }
        return {};
    }

    static device::Outcome print(const std::string& uid, format::RunStatus status,
                                 const std::function<void(const std::string&)>& say) {
        std::string text;
        format::ResultSectionWriter writer([&](std::string_view piece) { text += piece; }, uid, "{}",
                                           format::LogClock::monotonic, 2);
        const std::uint64_t step = uid.starts_with("SCH-B3-") ? 2'000'000 : 5'000'000;
        for (std::uint32_t task = 0; task < 4; ++task) writer.record(task, 0, task * step + 1, (task + 1) * step);
        writer.check({0, status == format::RunStatus::ok, 0, 1});
        writer.steady({0, 3});
        writer.end(status, status == format::RunStatus::ok ? "" : "task 0 differs");
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text.find('\n', at);
            say(text.substr(at, end - at));
            at = end + 1;
        }
        return {device::End::exited, status == format::RunStatus::ok ? 0 : 5};
    }

    DeviceId id_{"phone"};
    std::string folder_ = "/there";
    std::map<std::string, int> attempts_;
    std::mutex mutex_;
};

class ScriptedConnection : public Connection {
public:
    device::Device& device() override { return phone; }
    const std::string& agent() override { return agent_; }
    std::vector<std::string> schedule_flags() override { return {"--schedule-file", "x"}; }
    bool mend_source() override { return false; }
    void reconnect(const device::Failure& why) override {
        ++phone.reopened;
        if (never_comes_back) throw why;
    }

    ScriptedDevice phone;
    bool never_comes_back = false;

private:
    std::string agent_ = "bt-agent";
};

}  // namespace bt::execute
