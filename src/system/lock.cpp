#include "bt/system/lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdlib>

#include "bt/system/child.hpp"
#include "bt/system/file_reader.hpp"
#include "bt/system/program.hpp"
#include "system/posix.hpp"

namespace bt::system {
namespace {

// Three lines: pid, start, command line.
std::string about_us(const Clock& clock) {
    const int pid = ::getpid();
    std::string command = printable(to_string(Command{command_line_of(pid)}), 2000);
    return std::to_string(pid) + "\n" + timestamp(clock.wall()) + "\n" + command + "\n";
}

LockHolder parse_holder(std::string_view text) {
    LockHolder holder;
    const std::size_t first = text.find('\n');
    const std::size_t second = first == text.npos ? first : text.find('\n', first + 1);
    if (second == text.npos || text.back() != '\n') return holder;
    std::from_chars(text.data(), text.data() + first, holder.pid);
    holder.since = printable(text.substr(first + 1, second - first - 1));
    holder.command = printable(text.substr(second + 1, text.size() - second - 2), 2000);
    return holder;
}

bool is_ours_alone(const std::filesystem::path& folder) {
    struct stat about {};
    return ::lstat(folder.c_str(), &about) == 0 && S_ISDIR(about.st_mode) && about.st_uid == ::geteuid() &&
           (about.st_mode & 0077U) == 0;
}

// After `su` or `sudo -E` the variable names somebody else's folder, in containers often none at all.
std::optional<std::filesystem::path> runtime_folder() {
    const char* folder = std::getenv("XDG_RUNTIME_DIR");
    struct stat about {};
    const bool ours = folder && ::stat(folder, &about) == 0 && S_ISDIR(about.st_mode) && about.st_uid == ::geteuid();
    if (!ours) return std::nullopt;
    return folder;
}

std::string name_of(const LockHolder& holder) {
    if (holder.pid == 0) return "another process";
    return "process " + std::to_string(holder.pid) + " since " + holder.since + ": " + holder.command;
}

}  // namespace

std::variant<FileLock, LockHolder> FileLock::try_take(const std::filesystem::path& file, const Clock& clock) {
    for (;;) {
        Fd fd = open_file(file, O_RDWR | O_CREAT | O_NOFOLLOW);
        if (!fd) throw file_error("lock", file, errno);
        if (!lock_file(fd.get(), LOCK_EX | LOCK_NB, file)) {
            return parse_holder(read_file_if_there(file, 4096).value_or(""));
        }
        if (!is_still(file, fd.get())) continue;  // its last holder removed it meanwhile
        if (::ftruncate(fd.get(), 0) != 0) throw file_error("lock", file, errno);
        if (const int error = write_all(fd.get(), about_us(clock))) throw file_error("lock", file, error);
        return FileLock(file, std::move(fd));
    }
}

FileLock::~FileLock() {
    if (fd_) ::unlink(file_.c_str());  // while it is still ours
}

std::filesystem::path lock_folder() {
    const auto runtime = runtime_folder();
    const std::filesystem::path folder =
        runtime ? *runtime / "better-together"
                : std::filesystem::path("/tmp/better-together-" + std::to_string(::geteuid()));
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) throw file_error("make folder", folder, errno);
    if (!is_ours_alone(folder)) {
        throw host_error("'" + printable(folder.native(), 200) + "' is not a folder of yours alone",
                         "it keeps the locks of devices: remove it, or give it mode 0700 and yourself as owner");
    }
    return folder;
}

FileLock lock_device(const DeviceId& device, const Clock& clock) {
    auto taken = FileLock::try_take(lock_folder() / ("device-" + file_name_part(device) + ".lock"), clock);
    if (FileLock* lock = std::get_if<FileLock>(&taken)) return std::move(*lock);
    throw device_error("device '" + printable(device.str()) + "' is in use by " + name_of(std::get<LockHolder>(taken)),
                       "wait for it to end, or end it: two measurements at once would spoil each other");
}

}  // namespace bt::system
