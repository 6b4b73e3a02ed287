#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bt/device/device.hpp"
#include "bt/device/transports.hpp"
#include "bt/format/device_file.hpp"

namespace bt::device {

// Where devices and what belongs to them lie on this machine.
struct Places {
    std::vector<std::filesystem::path> device_files;  // of two with one id the first counts
    std::vector<std::filesystem::path> soc_files;
    std::filesystem::path cache;       // work folders of local and emulated devices lie in it
    std::filesystem::path ssh_config;  // whose hosts may be named without a device file
};

// ~/.cache/better-together (XDG_CACHE_HOME) and ~/.ssh/config of this user.
Places own_places(std::vector<std::filesystem::path> device_files, std::vector<std::filesystem::path> soc_files);

struct Entry {
    format::DeviceFile device;
    std::filesystem::path from{};  // its file; empty: found, written down nowhere
};

// What files call the device that a person typed: `emulated:NAME` and `emulated:PATH.json` are `emulated-<name>`,
// others are called as they are typed. Whether there is such a device the registry knows.
DeviceId id_of(const std::string& typed);

// The devices that have a name: those with a file, and those that can be found by what a person typed.
class Registry {
public:
    // `stop`, where given, is that of every device it opens, and must outlive them.
    explicit Registry(Places places, const system::Cancellation* stop = nullptr);

    const std::vector<Entry>& entries() const { return entries_; }  // those with a file, by id
    // Those whose work folders lie on this machine: `local` and models, also one whose file is gone.
    std::vector<Entry> with_folder_here() const;
    const std::vector<std::string>& not_read() const { return unread_; }  // why a file was passed over

    // What `id` means: a device file, `local`, `emulated:NAME`, `emulated:PATH.json`, a phone that adb lists (on
    // `adb_host`, where given), `user@host` or a host of the ssh configuration. Throws a Failure with a suggestion; a
    // data error for an id that two files of one folder claim.
    Entry resolve(const std::string& id, const std::string& adb_host = {}) const;

    std::unique_ptr<Device> open(const Entry& entry) const;
    std::unique_ptr<Device> open(const std::string& id) const { return open(resolve(id)); }

    // The machine whose adb it is: this one where `adb_host` is empty.
    std::unique_ptr<Device> adb_machine(const std::string& adb_host) const;
    std::vector<std::string> ssh_hosts() const { return ssh_config_hosts_of(places_.ssh_config); }

    // The file of an emulated device's model. Throws a Failure that lists those there are.
    std::filesystem::path soc_model(const Entry& entry) const;

private:
    std::optional<Entry> emulated(const std::string& typed) const;
    std::optional<std::filesystem::path> soc_named(const std::string& name) const;
    Failure unknown(const std::string& id, const std::vector<AdbEntry>& phones, const std::string& adb_fault) const;

    Places places_;
    const system::Cancellation* stop_;
    std::vector<Entry> entries_;
    std::vector<std::string> unread_;
    std::map<DeviceId, std::string> twice_;  // ids that two files of one folder claim: which files
};

// What a phone that adb lists is as a device.
Entry phone_entry(const AdbEntry& phone, const std::string& adb_host);

}  // namespace bt::device
