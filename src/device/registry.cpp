#include "bt/device/registry.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>

#include "bt/core/suggest.hpp"
#include "bt/format/soc_model.hpp"
#include "bt/system/file_reader.hpp"

namespace bt::device {
namespace {

namespace fs = std::filesystem;
using format::DeviceFile;
using format::Transport;

constexpr std::uint64_t largest_file = std::uint64_t{16} << 20U;
constexpr std::string_view emulated_prefix = "emulated:";
constexpr std::string_view emulated_id_prefix = "emulated-";

bool is_path(std::string_view address) {
    return address.find('/') != std::string_view::npos || address.ends_with(".json");
}

fs::path from_environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? fs::path(value) : fs::path();
}

DeviceFile plain(const std::string& id, Transport transport, std::string address) {
    return {.id = DeviceId(id), .transport = transport, .address = std::move(address)};
}

template <class Items, class Id>
auto with_id(const Items& items, const std::string& id, Id id_of) {
    return std::find_if(items.begin(), items.end(), [&](const auto& item) { return id_of(item) == id; });
}

// An id that is its own file name.
bool is_plain_id(const std::string& name) {
    constexpr std::size_t longest = 100;
    constexpr const char* plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+.-";
    return name.size() <= longest && name.find_first_not_of(plain) == std::string::npos && name.front() != '.' &&
           name.front() != '-';
}

void require_model(const fs::path& file, const std::string& who) {
    std::error_code error;
    if (fs::is_regular_file(file, error)) return;
    throw Failure(Fault::absent, who + "no SoC model '" + printable(file.string(), 200) + "'",
                  "check the path; docs/formats/soc-models.md says what it holds");
}

// What stands behind `emulated:`.
std::optional<std::string> model_in(const std::string& typed) {
    return typed.starts_with(emulated_prefix) ? std::optional(typed.substr(emulated_prefix.size())) : std::nullopt;
}

std::string id_of_entry(const Entry& entry) { return entry.device.id.str(); }

}  // namespace

DeviceId id_of(const std::string& typed) {
    const auto model = model_in(typed);
    if (!model) return DeviceId(typed);
    if (!is_path(*model)) return DeviceId(std::string(emulated_id_prefix) + *model);
    require_model(fs::absolute(*model), "device '" + printable(typed, 200) + "': ");
    const std::string name = format::read_soc_model(system::read_file(*model, largest_file), *model).name;
    return DeviceId(std::string(emulated_id_prefix) + name);
}

Places own_places(std::vector<fs::path> device_files, std::vector<fs::path> soc_files) {
    const fs::path home = from_environment("HOME");
    fs::path cache = from_environment("XDG_CACHE_HOME");
    if (!cache.is_absolute() && !home.empty()) cache = home / ".cache";
    const fs::path own = cache.is_absolute()
                             ? cache / "better-together"
                             : fs::temp_directory_path() / ("better-together-" + std::to_string(getuid()));
    return {std::move(device_files), std::move(soc_files), own, home.empty() ? fs::path() : home / ".ssh/config"};
}

Entry phone_entry(const AdbEntry& phone, const std::string& adb_host) {
    DeviceFile device = plain(phone.serial, Transport::adb, phone.serial);
    device.adb_host = adb_host;
    device.notes = phone.model;
    std::replace(device.notes.begin(), device.notes.end(), '_', ' ');
    return {std::move(device), {}};
}

Registry::Registry(Places places, const system::Cancellation* stop) : places_(std::move(places)), stop_(stop) {
    for (const fs::path& file : places_.device_files) {
        try {
            DeviceFile device = format::read_device_file(system::read_file(file, largest_file), file.string());
            const auto known = with_id(entries_, device.id.str(), id_of_entry);
            if (known == entries_.end()) {
                entries_.push_back({std::move(device), file});
            } else if (known->from.parent_path() == file.parent_path()) {
                twice_.emplace(device.id, "'" + printable(known->from.string(), 200) + "' and '" +
                                              printable(file.string(), 200) + "'");
            }
        } catch (const Error& error) {
            unread_.push_back(error.failed());
        }
    }
    std::erase_if(entries_, [&](const Entry& entry) { return twice_.contains(entry.device.id); });
    for (const auto& [id, files] : twice_) unread_.push_back(files + ": both describe device " + printable(id.str()));
    std::sort(entries_.begin(), entries_.end(),
              [](const Entry& a, const Entry& b) { return a.device.id < b.device.id; });
}

std::unique_ptr<Device> Registry::adb_machine(const std::string& adb_host) const {
    // The root folder is there already: nothing is made on this machine only because its adb is asked.
    if (adb_host.empty()) return local_device(DeviceId("local"), "/", {}, stop_);
    return ssh_device(DeviceId(adb_host), adb_host, stop_);
}

// A folder is named by its device's id, and only a name that is an id as it stands is taken for one.
std::vector<Entry> Registry::with_folder_here() const {
    std::vector<Entry> entries;
    std::error_code none;
    for (const auto& folder : fs::directory_iterator(places_.cache, none)) {
        const std::string name = folder.path().filename().string();
        if (!folder.is_directory(none) || !is_plain_id(name)) continue;
        entries.push_back({plain(name, Transport::local, {})});
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.device.id < b.device.id; });
    return entries;
}

std::unique_ptr<Device> Registry::open(const Entry& entry) const {
    const DeviceFile& device = entry.device;
    const fs::path folder = places_.cache / file_name_part(device.id);
    switch (device.transport) {
        case Transport::local: return local_device(device.id, folder, {}, stop_);
        case Transport::emulated: return emulated_device(device.id, folder, soc_model(entry), stop_);
        case Transport::ssh: return ssh_device(device.id, device.address, stop_);
        case Transport::adb: break;
    }
    return adb_device(device.id, device.address, adb_machine(device.adb_host),
                      device.adb_host.empty() ? AdbAt::this_machine : AdbAt::another);
}

std::optional<fs::path> Registry::soc_named(const std::string& name) const {
    const auto found = with_id(places_.soc_files, name, [](const fs::path& file) { return file.stem().string(); });
    return found == places_.soc_files.end() ? std::nullopt : std::optional(*found);
}

fs::path Registry::soc_model(const Entry& entry) const {
    const std::string& address = entry.device.address;
    const std::string who = "device '" + printable(entry.device.id.str()) + "': ";
    if (is_path(address)) {
        fs::path file = entry.from.parent_path() / address;  // beside the device file; else where we are
        require_model(file, who);
        return file;
    }
    if (const auto file = soc_named(address)) return *file;
    std::vector<std::string> names;
    for (const fs::path& file : places_.soc_files) names.push_back(file.stem().string());
    throw Failure(Fault::absent, who + "no SoC model '" + printable(address) + "'",
                  names.empty() ? "put one into <data>/socs, or name its file: emulated:PATH.json"
                                : did_you_mean(address, names));
}

// emulated:NAME, emulated:PATH.json, and emulated-NAME as tables and logs call it.
std::optional<Entry> Registry::emulated(const std::string& typed) const {
    const DeviceId id = id_of(typed);
    if (const auto model = model_in(typed)) {
        const std::string address = is_path(*model) ? fs::absolute(*model).string() : *model;
        return Entry{{.id = id, .transport = Transport::emulated, .address = address}};
    }
    if (!typed.starts_with(emulated_id_prefix)) return std::nullopt;
    const std::string name = typed.substr(emulated_id_prefix.size());
    return soc_named(name) ? std::optional(Entry{plain(typed, Transport::emulated, name)}) : std::nullopt;
}

Entry Registry::resolve(const std::string& id, const std::string& adb_host) const {
    const auto known = with_id(entries_, id, id_of_entry);
    if (known != entries_.end() && (adb_host.empty() || known->device.adb_host == adb_host)) return *known;
    const DeviceId checked{id};  // throws for what may not even be handed on
    if (const auto twice = twice_.find(checked); twice != twice_.end()) {
        throw data_error("device '" + printable(id) + "' is described by two files: " + twice->second,
                         "give one of them another id, or remove it");
    }
    if (id == "local") return {plain(id, Transport::local, {})};
    if (const auto found = emulated(id)) return *found;
    if (adb_host.empty()) {
        const auto hosts = ssh_hosts();
        const bool host = std::find(hosts.begin(), hosts.end(), id) != hosts.end();
        if (host || id.find('@') != std::string::npos) return {plain(id, Transport::ssh, id)};
    }
    std::vector<AdbEntry> phones;
    std::string fault;
    try {
        phones = adb_devices(*adb_machine(adb_host));
    } catch (const Failure& failure) {
        if (!adb_host.empty()) throw;
        fault = failure.failed();
    }
    const auto phone = with_id(phones, id, [](const AdbEntry& entry) { return entry.serial; });
    if (phone == phones.end()) throw unknown(id, phones, fault);
    return phone_entry(*phone, adb_host);
}

Failure Registry::unknown(const std::string& id, const std::vector<AdbEntry>& phones,
                          const std::string& adb_fault) const {
    std::vector<std::string> names;
    for (const Entry& entry : entries_) names.push_back(entry.device.id.str());
    for (const AdbEntry& phone : phones) names.push_back(phone.serial);
    for (const std::string& host : ssh_hosts()) names.push_back(host);
    for (const fs::path& file : places_.soc_files) {
        names.push_back(std::string(emulated_prefix) + file.stem().string());
    }
    const auto near = nearest(id, names);
    const std::string hint = near ? "did you mean '" + *near + "'? " : "";
    return Failure(Fault::absent,
                   "no device '" + printable(id) + "': no file describes it and adb does not list it" +
                       (adb_fault.empty() ? "" : " (" + adb_fault + ")"),
                   hint + "runner devices lists what there is");
}

}  // namespace bt::device
