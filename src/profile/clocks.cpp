#include "bt/profile/clocks.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <sstream>
#include <thread>

#include "bt/core/error.hpp"
#include "bt/device/quote.hpp"

namespace bt::profile {
namespace {

// What was there before stands in the work folder, a file for each group of cores, until it is put back: whoever comes
// after a crash finds it. An empty file puts nothing back: it was being written when all ended.
constexpr const char* put_back_script = R"sh(
keep=$PWD/clocks
put_back() {
  for file in "$keep"/policy*; do
    [ -f "$file" ] || continue
    was=$(cat "$file" 2>/dev/null); policy=${file##*/}
    [ -n "$was" ] && echo "$was" 2>/dev/null >"$cpus/$policy/scaling_governor"
    echo "back $policy $(cat "$cpus/$policy/scaling_governor")"
  done
  rm -rf "$keep"
}
)sh";

constexpr const char* hold_script = R"sh(
put_back >/dev/null
trap '' HUP INT TERM
refuse() { put_back >/dev/null; echo "refused $1"; exit 0; }
mkdir -p "$keep" || refuse "the work folder cannot be written"
any=
for policy in "$cpus"/policy*; do
  [ -f "$policy/scaling_governor" ] || continue
  any=1; name=${policy##*/}; was=$(cat "$policy/scaling_governor")
  echo "$was" >"$keep/$name" || refuse "the work folder cannot be written"
  echo performance 2>/dev/null >"$policy/scaling_governor" || refuse "$name cannot be written"
  now=$(cat "$policy/scaling_governor")
  [ "$now" = performance ] || refuse "$name stays at $now"
  echo "set $name $was"
done
[ -n "$any" ] || refuse "it has no governors"
echo ready
cat >/dev/null
put_back >/dev/null
)sh";

std::string with_place(const std::string& sys, const std::string& script) {
    return "cpus=" + device::shell_word(sys + "/devices/system/cpu/cpufreq") + put_back_script + script;
}

// A session of its own: what ends the program that started it does not end the holder, which ends with its stdin.
device::Program holder_program(const std::string& sys) {
    const std::string inner = device::shell_word(with_place(sys, hold_script));
    return {{"sh", "-c", "exec 3<&0; setsid sh -c " + inner + " <&3 & wait"}};
}

constexpr std::chrono::seconds patience{20};

}  // namespace

std::vector<std::string> put_back_clocks(device::Device& device, const std::string& sys) {
    const device::Program program{{"sh", "-c", with_place(sys, "put_back\n")}};
    const auto outcome = device.execute(program, {.deadline = patience, .cleanup = device::Cleanup::yes});
    std::vector<std::string> back;
    std::istringstream lines(outcome.out);
    for (std::string word, policy, governor; lines >> word >> policy >> governor;) {
        if (word == "back") back.push_back(printable(policy) + ": " + printable(governor));
    }
    return back;
}

class FixedClocks::Holder {
public:
    Holder(std::unique_ptr<device::Device> device, std::string sys) : device_(std::move(device)), sys_(std::move(sys)) {
        thread_ = std::thread([this] { hold(); });
        std::unique_lock lock(mutex_);
        const bool answered = changed_.wait_for(lock, patience, [this] { return ready_ || ended_; });
        if (ready_) return;
        lock.unlock();
        stop();
        const std::string why = !refused_.empty() ? refused_ : answered ? "its shell failed" : "it does not answer";
        throw device_error("the clocks of '" + printable(device_->id().str()) + "' cannot be set: " + why,
                           "it needs root there; measure without --set-clocks, or set them by hand");
    }

    ~Holder() { end(); }

    std::vector<std::string> end() {
        if (!thread_.joinable()) return {};
        // Before the holder is told to end: it then finds nothing left to put back, and nobody writes behind our back.
        std::vector<std::string> now;
        try {
            put_back_clocks(*device_, sys_);
            now = governors();
        } catch (const Error&) {
            // The connection is gone: the holder has seen that, and does it.
        }
        stop();
        return now;
    }

    const std::vector<std::string>& set() const { return set_; }

private:
    void hold() {
        device::ExecuteOptions options;
        options.on_out_line = [this](std::string_view line) { take(line); };
        options.deadline = std::chrono::hours(24 * 30);
        options.cancel = {&cancel_};
        try {
            device_->execute(holder_program(sys_), options);
        } catch (const std::exception& fault) {
            const std::lock_guard lock(mutex_);
            refused_ = fault.what();
        }
        const std::lock_guard lock(mutex_);
        ended_ = true;
        changed_.notify_all();
    }

    void take(std::string_view line) {
        const std::lock_guard lock(mutex_);
        std::istringstream words{std::string(line)};
        std::string kind, policy, was;
        words >> kind;
        if (kind == "set" && words >> policy >> was) {
            set_.push_back(printable(policy) + ": performance, was " + printable(was));
        } else if (kind == "refused") {
            refused_ = printable(line.substr(kind.size() + 1), 200);
        } else if (kind == "ready") {
            ready_ = true;
            changed_.notify_all();
        }
    }

    void stop() {
        cancel_.request();
        thread_.join();
    }

    std::vector<std::string> governors() {
        const std::string script = "cd " + device::shell_word(sys_ + "/devices/system/cpu/cpufreq") +
                                   " && for p in policy*; do echo \"$p $(cat $p/scaling_governor)\"; done";
        const auto outcome =
            device_->execute({{"sh", "-c", script}}, {.deadline = patience, .cleanup = device::Cleanup::yes});
        std::vector<std::string> now;
        std::istringstream lines(outcome.out);
        for (std::string policy, governor; lines >> policy >> governor;) {
            now.push_back(printable(policy) + ": " + printable(governor));
        }
        return now;
    }

    std::unique_ptr<device::Device> device_;
    std::string sys_;
    system::Cancellation cancel_;
    std::mutex mutex_;
    std::condition_variable changed_;
    bool ready_ = false;
    bool ended_ = false;
    std::string refused_;
    std::vector<std::string> set_;
    std::thread thread_;
};

FixedClocks::FixedClocks(std::unique_ptr<device::Device> device, std::string sys)
    : holder_(std::make_unique<Holder>(std::move(device), std::move(sys))) {}
FixedClocks::~FixedClocks() = default;
const std::vector<std::string>& FixedClocks::set() const { return holder_->set(); }
std::vector<std::string> FixedClocks::put_back() { return holder_->end(); }

}  // namespace bt::profile
