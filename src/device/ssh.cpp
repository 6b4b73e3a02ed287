#include <unistd.h>

#include <atomic>

#include "bt/device/failure.hpp"
#include "bt/device/transports.hpp"
#include "bt/system/lock.hpp"
#include "device/remote_script.hpp"
#include "device/room.hpp"

namespace bt::device {
namespace {

constexpr Nanoseconds query_deadline = std::chrono::seconds(30);
constexpr Nanoseconds copy_deadline = std::chrono::minutes(10);

bool says(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

std::string last_line(std::string text) {
    while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
    return text.substr(text.rfind('\n') + 1);
}

// 255 means anything; what ssh wrote tells more.
Failure failure_of(const std::string& address, const std::string& err) {
    const std::string host = "host '" + printable(address) + "' ";
    const std::string words = ": " + printable(last_line(err), 200);
    if (says(err, "REMOTE HOST IDENTIFICATION HAS CHANGED") || says(err, "Host key verification failed")) {
        return {Fault::host_key, host + "shows a key that is not the known one" + words,
                "check that it is the right machine, then connect once by hand: ssh " + address};
    }
    if (says(err, "Permission denied") || says(err, "Too many authentication failures")) {
        return {Fault::refused, host + "refuses your key" + words,
                "ssh-copy-id " + address + " (a password is never asked for here)"};
    }
    for (const char* sign :
         {"Could not resolve", "Connection refused", "timed out", "No route to host", "Network is unreachable"}) {
        if (says(err, sign))
            return {Fault::unreachable, host + "cannot be reached" + words, "try by hand: ssh " + address + " true"};
    }
    return {Fault::lost, "the connection to " + host + "broke" + words, "try by hand: ssh " + address + " true"};
}

class SshDevice : public Device {
public:
    SshDevice(DeviceId id, std::string address, const system::Cancellation* stop)
        : id_(std::move(id)), address_(std::move(address)), socket_(unused_socket()), stop_(stop) {
        if (address_.starts_with('-')) throw usage_error("'" + printable(address_) + "' is not an ssh host");
    }

    ~SshDevice() override {
        if (!tried_) return;
        try {
            control("exit", {}, Cleanup::yes);
        } catch (const Error&) {
            // It has gone already.
        }
    }

    const DeviceId& id() const override { return id_; }
    const std::string& work_folder() const override { return folder_; }

    Outcome execute(const Program& program, const ExecuteOptions& options) override {
        RemoteScript script(program, folder_);
        system::ChildOptions child;
        child.input = system::Input::held_open(script.text());
        if (options.on_out_line) child.on_out_line = script.filter(options.on_out_line);
        child.on_err_line = options.on_err_line;
        child.deadline = options.deadline;
        child.cancel = options.cancel;
        auto reached = run("ssh", {"--", address_, "sh -s"}, child, options.cleanup);
        if (reached.end == system::ChildEnd::cancelled)
            return {End::cancelled, 0, 0, std::move(reached.out), std::move(reached.err)};
        const auto status = options.on_out_line ? script.status_seen() : script.take_status(reached.out);
        if (!status) throw failure_of(address_, reached.err);
        Outcome outcome = outcome_of(*status);
        outcome.out = std::move(reached.out);
        outcome.err = std::move(reached.err);
        return outcome;
    }

    void push(const std::filesystem::path& here, const std::string& there) override {
        const std::string target = resolved(there);
        if (try_copy(here.string(), address_ + ":" + target, there)) return;
        // Only now: where the folder is there, as it mostly is, asking for it would cost a command of its own.
        if (!std::filesystem::exists(here)) throw no_such_file(here.string(), "this machine");
        const auto folder = std::filesystem::path(target).parent_path().string();
        execute({{"mkdir", "-p", folder}, {}, "."}, {.deadline = query_deadline});
        copy(here.string(), address_ + ":" + target, there);
    }
    void pull(const std::string& there, const std::filesystem::path& here) override {
        copy(address_ + ":" + resolved(there), here.string(), there);
    }

    std::unique_ptr<ReversePort> reach_host_port(std::uint16_t port) override;

    // What the master connection is told to do; returns what it answers.
    std::string control(const std::string& order, std::vector<std::string> arguments, Cleanup cleanup = Cleanup::no) {
        arguments.insert(arguments.begin(), {"-O", order});
        arguments.insert(arguments.end(), {"--", address_});
        system::ChildOptions child;
        child.deadline = query_deadline;
        const auto result = run("ssh", std::move(arguments), child, cleanup);
        if (!result.succeeded()) throw failure_of(address_, result.err);
        return result.out;
    }

private:
    // Shorter than the 108 bytes of a socket's name, also with what ssh appends while it makes it.
    static std::string unused_socket() {
        static std::atomic<int> count{0};
        return (system::lock_folder() / ("ssh-" + std::to_string(getpid()) + "-" + std::to_string(count++))).string();
    }

    std::string resolved(const std::string& there) const {
        return there.starts_with('/') ? there : folder_ + "/" + there;
    }

    system::ChildResult run(const std::string& program, std::vector<std::string> arguments, system::ChildOptions child,
                            Cleanup cleanup = Cleanup::no) {
        const bool stoppable = stop_ != nullptr && cleanup == Cleanup::no;
        if (stoppable) child.cancel.push_back(stop_);
        std::vector<std::string> argv{program};
        // Our own safety on top of the user's configuration; host keys are checked as the user has it.
        for (const char* option : {"BatchMode=yes", "ConnectTimeout=10", "ServerAliveInterval=15",
                                   "ServerAliveCountMax=2", "ControlMaster=auto", "ControlPersist=60"}) {
            argv.insert(argv.end(), {"-o", option});
        }
        argv.insert(argv.end(), {"-o", "ControlPath=" + socket_});
        argv.insert(argv.end(), arguments.begin(), arguments.end());
        tried_ = true;  // also a command that is ended too early may leave a connection behind
        auto result = system::run_child({std::move(argv)}, child);
        if (result.end == system::ChildEnd::not_found) {
            throw Failure(Fault::program_missing, program + " is not installed",
                          "Debian: apt-get install openssh-client");
        }
        if (result.end == system::ChildEnd::timed_out) {
            throw Failure(Fault::timed_out, "host '" + printable(address_) + "' did not answer in time",
                          "try by hand: ssh " + address_ + " true");
        }
        if (stoppable && result.end == system::ChildEnd::cancelled) stop_->throw_if_requested();
        return result;
    }

    static Failure no_such_file(const std::string& what, const std::string& where) {
        return {Fault::program_missing, "no file '" + printable(what, 200) + "' on " + where, ""};
    }

    void copy(const std::string& from, const std::string& to, const std::string& what) {
        if (!try_copy(from, to, what)) throw no_such_file(what, "host '" + printable(address_) + "'");
    }

    // False: there is no such file or folder. Throws where anything else fails.
    bool try_copy(const std::string& from, const std::string& to, const std::string& what) {
        system::ChildOptions child;
        child.deadline = copy_deadline;
        const auto result = run("scp", {"-q", "--", from, to}, child);
        if (result.succeeded()) return true;
        if (says(result.err, "No space left") || says(result.err, "Disk quota") || says(result.err, "write remote")) {
            throw Failure(Fault::full,
                          "'" + printable(what) + "' does not fit on host '" + printable(address_) +
                              "': " + printable(last_line(result.err), 200),
                          make_room(id_, "~/" + folder_));
        }
        if (says(result.err, "No such file")) return false;
        throw failure_of(address_, result.err);
    }

    DeviceId id_;
    std::string address_;
    std::string socket_;
    std::string folder_ = ".cache/better-together";  // of the user's home, where ssh begins
    const system::Cancellation* stop_;
    bool tried_ = false;
};

class SshReversePort : public ReversePort {
public:
    SshReversePort(SshDevice& device, std::string specification, std::uint16_t port)
        : device_(device), specification_(std::move(specification)), port_(port) {}
    ~SshReversePort() override {
        try {
            device_.control("cancel", {"-R", specification_}, Cleanup::yes);
        } catch (const Error&) {
            // The connection is gone, and its forwardings with it.
        }
    }
    std::uint16_t port() const override { return port_; }

private:
    SshDevice& device_;
    std::string specification_;
    std::uint16_t port_;
};

std::unique_ptr<ReversePort> SshDevice::reach_host_port(std::uint16_t port) {
    execute({{"true"}}, {.deadline = query_deadline});  // there must be a master to give orders to
    const std::string target = "127.0.0.1:" + std::to_string(port);
    const std::string answer = control("forward", {"-R", "127.0.0.1:0:" + target});
    const auto chosen = static_cast<std::uint16_t>(std::strtoul(answer.c_str(), nullptr, 10));
    if (chosen == 0) {
        throw Failure(Fault::garbled, "ssh named no port for the forwarding: '" + printable(answer) + "'",
                      "does the host allow TCP forwarding (AllowTcpForwarding)?");
    }
    return std::make_unique<SshReversePort>(*this, "127.0.0.1:" + std::to_string(chosen) + ":" + target, chosen);
}

}  // namespace

std::unique_ptr<Device> ssh_device(DeviceId id, std::string address, const system::Cancellation* stop) {
    return std::make_unique<SshDevice>(std::move(id), std::move(address), stop);
}

}  // namespace bt::device
