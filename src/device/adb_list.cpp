#include <algorithm>

#include "bt/device/failure.hpp"
#include "bt/device/transports.hpp"

namespace bt::device {
namespace {

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

Failure no_adb() { return {Fault::program_missing, "adb is not installed", "Debian: apt-get install adb"}; }

Outcome ask(Device& through, Nanoseconds deadline) {
    try {
        return through.execute({{"adb", "devices", "-l"}}, {.deadline = deadline});
    } catch (const Failure& failure) {
        if (failure.fault() == Fault::program_missing) throw no_adb();
        throw;
    }
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

std::vector<AdbEntry> adb_devices(Device& through, Nanoseconds deadline) {
    const Outcome listed = ask(through, deadline);
    constexpr int not_found = 127;  // a shell's word for it, on the host of the phone
    if (listed.status == not_found) throw no_adb();
    if (!listed.succeeded()) {
        throw Failure(Fault::absent, "the adb server cannot be asked: " + printable(listed.err, 200),
                      "adb kill-server && adb start-server");
    }
    return parse_adb_devices(listed.out);
}

// What to say of a phone that did not do as it was told, from the state that adb lists it in.
Failure adb_failure(const std::string& serial, const std::optional<std::string>& state) {
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
    return {Fault::lost, "the connection to " + who + "broke", "check the cable"};
}

}  // namespace bt::device
