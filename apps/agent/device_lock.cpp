#include "agent/device_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "bt/core/error.hpp"

namespace bt::agent {
namespace {

bool is_folder(const char* path) {
    struct stat about {};
    return ::stat(path, &about) == 0 && S_ISDIR(about.st_mode);
}

// The last holder removes its file: another process may then hold a lock on a file that has no name any more.
bool is_still(const std::string& file, int fd) {
    struct stat by_name {};
    struct stat by_fd {};
    return ::stat(file.c_str(), &by_name) == 0 && ::fstat(fd, &by_fd) == 0 && by_name.st_ino == by_fd.st_ino &&
           by_name.st_dev == by_fd.st_dev;
}

std::string holder(int fd) {
    std::array<char, 300> text;
    const ssize_t size = ::pread(fd, text.data(), text.size(), 0);
    if (size <= 0) return "another bt-agent";
    return printable(std::string(text.data(), static_cast<std::size_t>(size)), 200);
}

}  // namespace

std::string DeviceLock::default_file() {
    if (const char* file = std::getenv("BT_AGENT_LOCK"); file != nullptr && *file != '\0') return file;
    std::string folder = "/tmp";
    if (const char* runtime = std::getenv("XDG_RUNTIME_DIR"); runtime != nullptr && is_folder(runtime)) {
        folder = runtime;
    } else if (is_folder("/data/local/tmp")) {
        folder = "/data/local/tmp";  // Android
    }
    return folder + "/bt-agent-" + std::to_string(::geteuid()) + ".lock";
}

DeviceLock::DeviceLock(const std::string& command) : file_(default_file()) {
    for (;;) {
        fd_ = ::open(file_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (fd_ < 0) {
            throw device_error("cannot make the lock " + printable(file_, 200) + ": " + std::strerror(errno),
                               "BT_AGENT_LOCK names another file");
        }
        if (::flock(fd_, LOCK_EX | LOCK_NB) != 0) {
            const std::string who = holder(fd_);
            ::close(fd_);
            throw device_error("the device is busy: " + who, "wait until it has ended; two at once measure each other");
        }
        if (is_still(file_, fd_)) break;
        ::close(fd_);
    }
    const std::string text = "process " + std::to_string(::getpid()) + ", bt-agent " + command;
    if (::ftruncate(fd_, 0) == 0 && ::pwrite(fd_, text.data(), text.size(), 0) < 0) errno = 0;  // only the name is lost
}

DeviceLock::~DeviceLock() {
    ::unlink(file_.c_str());
    ::close(fd_);
}

}  // namespace bt::agent
