#include "bt/device/standing.hpp"

#include <algorithm>
#include <set>
#include <variant>

#include "bt/device/failure.hpp"
#include "bt/format/soc_model.hpp"
#include "bt/system/file_reader.hpp"
#include "device/parallel.hpp"

namespace bt::device {
namespace {

using format::Transport;

// Starting the adb server takes some seconds, once.
constexpr Nanoseconds adb_patience = std::chrono::seconds(8);
constexpr std::uint64_t largest_model = std::uint64_t{16} << 20U;

// One adb, and what it says of its phones.
struct Adb {
    std::string host;
    std::vector<AdbEntry> phones{};
    std::optional<Failure> failure{};
    std::vector<Standing> found{};  // those of the phones that have no device file
};

void ask(const Registry& registry, Adb& adb) {
    try {
        adb.phones = adb_devices(*registry.adb_machine(adb.host), adb_patience);
    } catch (const Failure& failure) {
        adb.failure = failure;
    }
}

void stands(Standing& standing, const Failure& failure) {
    standing.state = failure.fault() == Fault::timed_out ? "no answer" : std::string(to_string(failure.fault()));
    standing.why = failure.failed();
    standing.advice = failure.advice();
}

void look_at_model(const Registry& registry, Standing& standing) {
    try {
        const auto file = registry.soc_model(standing.entry);
        format::read_soc_model(system::read_file(file, largest_model), file.string());
    } catch (const Error& error) {
        standing.state = "no model";
        standing.why = error.failed();
        standing.advice = error.advice();
    }
}

void look(const Registry& registry, Standing& standing, Nanoseconds patience) {
    standing.state = "ready";
    try {
        if (standing.entry.device.transport == Transport::emulated) return look_at_model(registry, standing);
        if (standing.entry.device.transport == Transport::local) return;
        // In a folder that is there: looking leaves nothing behind on the device.
        registry.open(standing.entry)->execute({{"true"}, {}, "/"}, {.deadline = patience});
    } catch (const Failure& failure) {
        stands(standing, failure);
    }
}

void look_at_phone(const Registry& registry, const Adb& adb, Standing& standing, Nanoseconds patience) {
    if (adb.failure) return stands(standing, *adb.failure);
    const auto phone = std::find_if(adb.phones.begin(), adb.phones.end(),
                                    [&](const AdbEntry& each) { return each.serial == standing.entry.device.address; });
    if (phone == adb.phones.end()) return stands(standing, adb_failure(standing.entry.device.address, std::nullopt));
    if (phone->state == "device") return look(registry, standing, patience);
    stands(standing, adb_failure(phone->serial, phone->state));
    if (standing.state == "offline") standing.state = phone->state;  // recovery, bootloader … in adb's own word
}

bool is_phone(const Standing& standing) { return standing.entry.device.transport == Transport::adb; }

std::vector<Standing> named_ones(const Registry& registry, const LookOptions& options) {
    std::vector<Standing> all;
    std::set<std::string> addresses;
    for (const Entry& entry : registry.entries()) {
        all.push_back({entry});
        addresses.insert(entry.device.address);
    }
    if (!options.ssh_hosts) return all;
    for (const std::string& host : registry.ssh_hosts()) {
        if (addresses.insert(host).second) all.push_back({registry.resolve(host)});
    }
    return all;
}

std::vector<Adb> adbs_of(const std::vector<Standing>& standings, const LookOptions& options) {
    std::set<std::string> hosts{""};
    hosts.insert(options.adb_hosts.begin(), options.adb_hosts.end());
    for (const Standing& standing : standings) {
        if (is_phone(standing)) hosts.insert(standing.entry.device.adb_host);
    }
    std::vector<Adb> adbs;
    for (const std::string& host : hosts) adbs.push_back({host});
    return adbs;
}

bool hangs_on(const Standing& standing, const Adb& adb) {
    return is_phone(standing) && standing.entry.device.adb_host == adb.host;
}

// Phones that nobody has written down.
void find_more(Adb& adb, const std::vector<Standing>& standings) {
    for (const AdbEntry& phone : adb.phones) {
        const bool known = std::any_of(standings.begin(), standings.end(), [&](const Standing& each) {
            return hangs_on(each, adb) && each.entry.device.address == phone.serial;
        });
        if (!known) adb.found.push_back({phone_entry(phone, adb.host)});
    }
}

void look_at_phones(const Registry& registry, Adb& adb, std::vector<Standing>& standings, Nanoseconds patience) {
    ask(registry, adb);
    find_more(adb, standings);
    std::vector<Standing*> phones;
    for (Standing& standing : standings) {
        if (hangs_on(standing, adb)) phones.push_back(&standing);
    }
    for (Standing& standing : adb.found) phones.push_back(&standing);
    for_each_at_once(phones, [&](Standing* phone) { look_at_phone(registry, adb, *phone, patience); });
}

}  // namespace

// Nobody waits for anybody but a phone for its adb.
Overview look_at_all(const Registry& registry, const LookOptions& options) {
    std::vector<Standing> standings = named_ones(registry, options);
    std::vector<Adb> adbs = adbs_of(standings, options);
    std::vector<std::variant<Adb*, Standing*>> all;
    for (Adb& adb : adbs) all.emplace_back(&adb);
    for (Standing& standing : standings) {
        if (!is_phone(standing)) all.emplace_back(&standing);
    }
    for_each_at_once(all, [&](const std::variant<Adb*, Standing*>& item) {
        if (Adb* const* adb = std::get_if<Adb*>(&item))
            return look_at_phones(registry, **adb, standings, options.patience);
        look(registry, *std::get<Standing*>(item), options.patience);
    });
    Overview overview;
    for (Adb& adb : adbs) {
        for (Standing& found : adb.found) standings.push_back(std::move(found));
        const auto& asked = options.adb_hosts;
        if (adb.failure && std::find(asked.begin(), asked.end(), adb.host) != asked.end()) {
            overview.unasked.push_back(*adb.failure);
        }
    }
    overview.devices = std::move(standings);
    return overview;
}

Standing look_at(const Registry& registry, const Entry& entry, Nanoseconds patience) {
    Standing standing{entry};
    if (!is_phone(standing)) {
        look(registry, standing, patience);
        return standing;
    }
    Adb adb{entry.device.adb_host};
    ask(registry, adb);
    look_at_phone(registry, adb, standing, patience);
    return standing;
}

}  // namespace bt::device
