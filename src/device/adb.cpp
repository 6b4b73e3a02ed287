#include <algorithm>
#include <array>

#include "bt/device/failure.hpp"
#include "bt/device/quote.hpp"
#include "bt/device/transports.hpp"
#include "device/remote_script.hpp"

namespace bt::device {
namespace {

constexpr Nanoseconds query_deadline = std::chrono::seconds(15);
constexpr Nanoseconds copy_deadline = std::chrono::minutes(10);

// What to say of a phone that did not do as it was told, from the state that adb lists it in.
Failure failure_of_state(const std::string& serial, const std::optional<std::string>& state) {
    const std::string who = "device '" + printable(serial) + "' ";
    if (!state)
        return {Fault::absent, who + "is not connected",
                "runner devices lists what is; check the cable or `adb connect`"};
    if (*state == "offline") {
        return {Fault::offline, who + "is offline",
                "adb disconnect " + serial + " && adb connect " + serial + ", or plug it in again"};
    }
    if (*state == "unauthorized") {
        return {Fault::unauthorized, who + "has not accepted this machine's key",
                "unlock its screen and allow USB debugging"};
    }
    if (state->starts_with("no permissions")) {
        return {Fault::no_permission, who + "may not be used by this user",
                "add a udev rule for it, or run `adb kill-server` and start adb as root"};
    }
    if (*state != "device")
        return {Fault::offline, who + "is in the state '" + printable(*state) + "'", "start it into its normal system"};
    return {Fault::lost, "the connection to " + who + "broke",
            "check the cable; what was measured is kept, --resume goes on"};
}

class AdbReversePort : public ReversePort {
public:
    AdbReversePort(std::function<void(std::uint16_t)> remove, std::unique_ptr<ReversePort> before, std::uint16_t port)
        : remove_(std::move(remove)), before_(std::move(before)), port_(port) {}
    ~AdbReversePort() override {
        try {
            remove_(port_);
        } catch (const Error&) {
            // The device is gone, and its forwardings with it.
        }
    }
    std::uint16_t port() const override { return port_; }

private:
    std::function<void(std::uint16_t)> remove_;
    std::unique_ptr<ReversePort> before_;
    std::uint16_t port_;
};

class AdbDevice : public Device {
public:
    AdbDevice(DeviceId id, std::string serial, std::unique_ptr<Device> through)
        : id_(std::move(id)), serial_(std::move(serial)), through_(std::move(through)) {}

    const DeviceId& id() const override { return id_; }
    const std::string& work_folder() const override { return folder_; }

    Outcome execute(const Program& program, const ExecuteOptions& options) override {
        RemoteScript script(program, folder_);
        ExecuteOptions below = options;
        if (options.on_out_line) below.on_out_line = script.filter(options.on_out_line);
        Outcome reached = adb({"shell", script.text()}, below);
        if (reached.end == End::cancelled) return reached;
        const auto status = options.on_out_line ? script.status_seen() : script.take_status(reached.out);
        if (!status) throw failure_now();
        Outcome outcome = outcome_of(*status);
        outcome.out = std::move(reached.out);
        outcome.err = std::move(reached.err);
        return outcome;
    }

    void push(const std::filesystem::path& here, const std::string& there) override {
        const std::string target = resolved(there);
        const Outcome pushed = adb({"push", here.string(), target}, copying());
        if (!pushed.succeeded()) throw copy_failure(pushed, "pushed to", target);
        const auto size = std::filesystem::file_size(here);
        const Outcome arrived = execute({{"stat", "-c", "%s", target}}, {.deadline = query_deadline});
        if (arrived.out == std::to_string(size) + "\n") return;
        throw Failure(Fault::garbled,
                      "of '" + printable(here.string(), 200) + "' (" + std::to_string(size) +
                          " bytes) only part arrived on '" + printable(serial_) + "'",
                      "look for free space there (adb shell df) and try again");
    }

    void pull(const std::string& there, const std::filesystem::path& here) override {
        const Outcome pulled = adb({"pull", resolved(there), here.string()}, copying());
        if (!pulled.succeeded()) throw copy_failure(pulled, "pulled from", resolved(there));
    }

    std::unique_ptr<ReversePort> reach_host_port(std::uint16_t port) override {
        auto before = through_->reach_host_port(port);
        const Outcome made =
            adb({"reverse", "tcp:0", "tcp:" + std::to_string(before->port())}, {.deadline = query_deadline});
        if (!made.succeeded()) throw failure_now();
        const auto chosen = static_cast<std::uint16_t>(std::strtoul(made.out.c_str(), nullptr, 10));
        if (chosen == 0)
            throw Failure(Fault::garbled, "adb reverse named no port: '" + printable(made.out) + "'", "update adb");
        const auto remove = [this](std::uint16_t forwarded) {
            adb({"reverse", "--remove", "tcp:" + std::to_string(forwarded)}, {.deadline = query_deadline});
        };
        return std::make_unique<AdbReversePort>(remove, std::move(before), chosen);
    }

private:
    static ExecuteOptions copying() { return {.deadline = copy_deadline}; }

    std::string resolved(const std::string& there) const {
        return there.starts_with('/') ? there : folder_ + "/" + there;
    }

    Outcome adb(std::vector<std::string> arguments, const ExecuteOptions& options) {
        arguments.insert(arguments.begin(), {"adb", "-s", serial_});
        try {
            return through_->execute({std::move(arguments)}, options);
        } catch (const Failure& failure) {
            if (failure.fault() == Fault::program_missing) {
                throw Failure(Fault::program_missing, "adb is not installed", "Debian: apt-get install adb");
            }
            if (failure.fault() != Fault::timed_out) throw;
            throw Failure(Fault::timed_out, "device '" + printable(serial_) + "' did not answer in time",
                          failure.advice());
        }
    }

    Failure failure_now() {
        std::optional<std::string> state;
        for (const AdbEntry& entry : adb_devices(*through_)) {
            if (entry.serial == serial_) state = entry.state;
        }
        return failure_of_state(serial_, state);
    }

    Failure copy_failure(const Outcome& outcome, const std::string& what, const std::string& target) {
        const std::string said = outcome.out + outcome.err;
        if (said.find("No space left") != std::string::npos) {
            return {Fault::full, "no space left on device '" + printable(serial_) + "'", "make room in " + target};
        }
        Failure now = failure_now();
        if (now.fault() != Fault::lost) return now;
        const std::size_t end = said.find_last_not_of('\n');
        const std::size_t begin = end == std::string::npos ? 0 : said.rfind('\n', end) + 1;
        return {Fault::garbled,
                "'" + target + "' could not be " + what + " '" + printable(serial_) +
                    "': " + printable(said.substr(begin, end - begin + 1), 200),
                "runner doctor looks at the device"};
    }

    DeviceId id_;
    std::string serial_;
    std::unique_ptr<Device> through_;
    std::string folder_ = "/data/local/tmp/better-together";
};

// "SERIAL STATE… product:P model:M …": the state may be several words.
AdbEntry parse_adb_line(std::string_view line) {
    const auto word = [&line] {
        const std::size_t begin = std::min(line.find_first_not_of(" \t"), line.size());
        const std::size_t end = std::min(line.find_first_of(" \t", begin), line.size());
        const std::string_view found = line.substr(begin, end - begin);
        line.remove_prefix(end);
        return std::string(found);
    };
    AdbEntry entry{word(), {}, {}};
    for (std::string each = word(); !each.empty(); each = word()) {
        if (each.starts_with("model:")) entry.model = each.substr(6);
        const bool property = each.find(':') != std::string::npos && !each.starts_with("(");
        if (!property && entry.model.empty()) entry.state += (entry.state.empty() ? "" : " ") + each;
    }
    return entry;
}

}  // namespace

std::vector<AdbEntry> parse_adb_devices(std::string_view text) {
    std::vector<AdbEntry> entries;
    bool listing = false;  // the server's own words may come first
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (listing && !line.empty()) entries.push_back(parse_adb_line(line));
        listing = listing || line.starts_with("List of devices");
    }
    return entries;
}

std::vector<AdbEntry> adb_devices(Device& through) {
    const Outcome listed = through.execute({{"adb", "devices", "-l"}}, {.deadline = query_deadline});
    if (!listed.succeeded()) {
        throw Failure(Fault::absent, "the adb server cannot be asked: " + printable(listed.err, 200),
                      "adb kill-server && adb start-server");
    }
    return parse_adb_devices(listed.out);
}

std::unique_ptr<Device> adb_device(DeviceId id, std::string serial, std::unique_ptr<Device> through) {
    return std::make_unique<AdbDevice>(std::move(id), std::move(serial), std::move(through));
}

}  // namespace bt::device
