#include "system/posix.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

namespace bt::system {
namespace {

std::string advice_for(int error) {
    switch (error) {
        case ENOSPC:
        case EDQUOT:
        case EFBIG: return "free some space there, or choose another folder";
        case EACCES:
        case EPERM:
        case EROFS: return "check who may read and write there";
        case ENOENT:
        case ENOTDIR: return "check the path";
        case EMFILE:
        case ENFILE: return "too many files are open: see 'ulimit -n'";
        default: return {};
    }
}

}  // namespace

void Fd::reset(int fd) noexcept {
    if (fd_ >= 0) ::close(fd_);
    fd_ = fd;
}

Error file_error(std::string_view what, const std::filesystem::path& file, int error) {
    std::string text = "cannot ";
    text.append(what).append(" '").append(printable(file.native(), 200)).append("': ");
    return host_error(text + std::generic_category().message(error), advice_for(error));
}

Fd open_file(const std::filesystem::path& file, int flags) {
    int fd = -1;
    do {
        fd = ::open(file.c_str(), flags | O_CLOEXEC, 0666);
    } while (fd < 0 && errno == EINTR);
    return Fd(fd);
}

int write_all(int fd, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(fd, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return errno;
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return 0;
}

std::size_t read_some(int fd, char* to, std::size_t most, const std::filesystem::path& file) {
    for (;;) {
        const ssize_t size = ::read(fd, to, most);
        if (size >= 0) return static_cast<std::size_t>(size);
        if (errno != EINTR) throw file_error("read", file, errno);
    }
}

bool lock_file(int fd, int operation, const std::filesystem::path& file) {
    while (::flock(fd, operation) != 0) {
        if (errno == EWOULDBLOCK) return false;
        if (errno != EINTR) throw file_error("lock", file, errno);
    }
    return true;
}

bool is_still(const std::filesystem::path& file, int fd) {
    struct stat named {
    }, open{};
    return ::stat(file.c_str(), &named) == 0 && ::fstat(fd, &open) == 0 && named.st_ino == open.st_ino &&
           named.st_dev == open.st_dev;
}

void sync_folder(const std::filesystem::path& folder) {
    const Fd fd = open_file(folder, O_RDONLY | O_DIRECTORY);
    // EINVAL: a file system that cannot sync folders; nothing more can be done there.
    if (!fd || (::fsync(fd.get()) != 0 && errno != EINVAL)) throw file_error("sync", folder, errno);
}

std::filesystem::path folder_of(const std::filesystem::path& file) {
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

void make_folders(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error && !std::filesystem::is_directory(folder)) throw file_error("make folder", folder, error.value());
}

bool rename_to_new(const std::filesystem::path& from, const std::filesystem::path& to) {
    if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return true;
    if (errno == EEXIST) return false;
    if (errno != EINVAL && errno != ENOSYS) throw file_error("rename", from, errno);
    // File systems without the flag (NFS). A kill between the two leaves both names on one whole file.
    if (::link(from.c_str(), to.c_str()) != 0) {
        if (errno == EEXIST) return false;
        throw file_error("rename", from, errno);
    }
    if (::unlink(from.c_str()) != 0) throw file_error("remove", from, errno);
    return true;
}

}  // namespace bt::system
