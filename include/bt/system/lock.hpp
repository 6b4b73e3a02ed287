#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "bt/core/names.hpp"
#include "bt/system/clock.hpp"
#include "bt/system/fd.hpp"

namespace bt::system {

// Who holds a lock, as it wrote into the lock's file. pid 0: it has not said yet.
struct LockHolder {
    int pid = 0;
    std::string since{};
    std::string command{};
};

// A lock between processes. It is gone when its holder is, however that ended. Children do not inherit it.
class FileLock {
public:
    static std::variant<FileLock, LockHolder> try_take(const std::filesystem::path& file,
                                                       const Clock& clock = real_clock());

    FileLock(FileLock&&) noexcept = default;
    FileLock& operator=(FileLock&&) = delete;
    ~FileLock();

private:
    FileLock(std::filesystem::path file, Fd fd) : file_(std::move(file)), fd_(std::move(fd)) {}

    std::filesystem::path file_;
    Fd fd_;
};

// The user's folder for locks, made where it is missing: $XDG_RUNTIME_DIR/better-together where that folder is the
// user's, else /tmp/better-together-<uid>. Throws where it belongs to somebody else or others may write it.
std::filesystem::path lock_folder();

// One process at a time measures on a device, whichever store it writes. Throws a device error that names the holder.
FileLock lock_device(const DeviceId& device, const Clock& clock = real_clock());

}  // namespace bt::system
