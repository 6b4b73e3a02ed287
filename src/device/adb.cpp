#include <algorithm>
#include <array>

#include "bt/device/failure.hpp"
#include "bt/device/quote.hpp"
#include "bt/device/transports.hpp"
#include "device/remote_script.hpp"
#include "device/room.hpp"

namespace bt::device {
namespace {

constexpr Nanoseconds query_deadline = std::chrono::seconds(15);
constexpr Nanoseconds copy_deadline = std::chrono::minutes(10);

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
    AdbDevice(DeviceId id, std::string serial, std::unique_ptr<Device> through, AdbAt at)
        : id_(std::move(id)), serial_(std::move(serial)), through_(std::move(through)), at_(at) {
        if (serial_.starts_with('-')) throw usage_error("'" + printable(serial_) + "' is not an adb serial");
    }

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
        const Stopover stopover(*this, here);
        if (at_ == AdbAt::another) through_->push(here, stopover.name());
        const Outcome pushed = adb({"push", stopover.name(), target}, copying());
        if (!pushed.succeeded()) throw copy_failure(pushed, "pushed to", target);
        const auto size = std::filesystem::file_size(here);
        // As plain as it can be: nothing that could outlive us, and its output tells all.
        const Outcome arrived = adb({"shell", "stat -c %s " + shell_word(target)}, {.deadline = query_deadline});
        if (std::strtoull(arrived.out.c_str(), nullptr, 10) == size && !arrived.out.empty()) return;
        if (Failure now = failure_now(); now.fault() != Fault::lost) throw now;
        throw Failure(Fault::garbled,
                      "of '" + printable(here.string(), 200) + "' (" + std::to_string(size) +
                          " bytes) only part arrived on '" + printable(serial_) + "'",
                      "look for free space there (adb shell df) and try again");
    }

    void pull(const std::string& there, const std::filesystem::path& here) override {
        const Stopover stopover(*this, here);
        const Outcome pulled = adb({"pull", resolved(there), stopover.name()}, copying());
        if (!pulled.succeeded()) throw copy_failure(pulled, "pulled from", resolved(there));
        if (at_ == AdbAt::another) through_->pull(stopover.name(), here);
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
            adb({"reverse", "--remove", "tcp:" + std::to_string(forwarded)},
                {.deadline = query_deadline, .cleanup = Cleanup::yes});
        };
        return std::make_unique<AdbReversePort>(remove, std::move(before), chosen);
    }

private:
    // Where a file lies on the machine of the adb: here, or for a moment in the work folder of the host between.
    class Stopover {
    public:
        Stopover(AdbDevice& device, const std::filesystem::path& here)
            : device_(device),
              name_(device.at_ == AdbAt::another ? "copy-" + make_nonce() : std::filesystem::absolute(here).string()) {}
        ~Stopover() {
            if (device_.at_ == AdbAt::this_machine) return;
            try {
                device_.through_->execute({{"rm", "-f", "--", name_}},
                                          {.deadline = query_deadline, .cleanup = Cleanup::yes});
            } catch (const Error&) {
                // The host between has gone.
            }
        }
        Stopover(const Stopover&) = delete;
        Stopover& operator=(const Stopover&) = delete;
        const std::string& name() const { return name_; }

    private:
        AdbDevice& device_;
        std::string name_;
    };

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
                          "try by hand: adb -s " + serial_ + " shell true; plug it in again where that hangs, too");
        }
    }

    Failure failure_now() {
        std::optional<std::string> state;
        for (const AdbEntry& entry : adb_devices(*through_)) {
            if (entry.serial == serial_) state = entry.state;
        }
        return adb_failure(serial_, state);
    }

    Failure copy_failure(const Outcome& outcome, const std::string& what, const std::string& target) {
        const std::string said = outcome.out + outcome.err;
        if (said.find("No space left") != std::string::npos) {
            return {Fault::full, "no space left on device '" + printable(serial_) + "'",
                    make_room(id_, std::filesystem::path(target).parent_path().string())};
        }
        if (said.find("device offline") != std::string::npos) return adb_failure(serial_, "offline");  // or was, then
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
    AdbAt at_;
    std::string folder_ = "/data/local/tmp/better-together";
};

}  // namespace

std::unique_ptr<Device> adb_device(DeviceId id, std::string serial, std::unique_ptr<Device> through, AdbAt at) {
    return std::make_unique<AdbDevice>(std::move(id), std::move(serial), std::move(through), at);
}

}  // namespace bt::device
