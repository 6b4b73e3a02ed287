#include "serve/store_files.hpp"

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace bt::serve {
namespace {

bool is_plain(const std::filesystem::path& relative) {
    if (relative.empty() || relative.is_absolute()) return false;
    return std::all_of(relative.begin(), relative.end(),
                       [](const auto& part) { return !part.empty() && !part.native().starts_with('.'); });
}

// For kernels before 5.6, which have no openat2: no symbolic link on the way at all.
int open_step_by_step(int folder, const std::filesystem::path& relative) {
    system::Fd at(::dup(folder));
    for (auto part = relative.begin(); part != relative.end(); ++part) {
        const bool last = std::next(part) == relative.end();
        const int flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | (last ? 0 : O_DIRECTORY);
        const int next = ::openat(at.get(), part->c_str(), flags);
        if (next < 0) return -1;
        if (last) return next;
        at.reset(next);
    }
    return -1;
}

int open_beneath(int folder, const std::filesystem::path& relative) {
    open_how how{};
    how.flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK;  // a pipe in the store must not hold us up
    how.resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS;
    const long fd = ::syscall(SYS_openat2, folder, relative.c_str(), &how, sizeof how);
    if (fd < 0 && (errno == ENOSYS || errno == EPERM)) return open_step_by_step(folder, relative);
    return static_cast<int>(fd);
}

std::string etag_of(const struct stat& about) {
    return "\"" + std::to_string(about.st_ino) + "-" + std::to_string(about.st_size) + "-" +
           std::to_string(about.st_mtim.tv_sec) + "." + std::to_string(about.st_mtim.tv_nsec) + "\"";
}

// Nothing where it is shorter than it was a moment ago.
std::shared_ptr<const std::string> read_whole(int fd, std::uint64_t size) {
    auto text = std::make_shared<std::string>(size, '\0');
    std::uint64_t have = 0;
    while (have < size) {
        const ssize_t got = ::pread(fd, text->data() + have, size - have, static_cast<off_t>(have));
        if (got < 0 && errno == EINTR) continue;
        if (got <= 0) return nullptr;
        have += static_cast<std::uint64_t>(got);
    }
    return text;
}

}  // namespace

std::optional<FoundFile> StoreFiles::find(const std::filesystem::path& relative) {
    if (!is_plain(relative)) return std::nullopt;
    const system::Fd root(::open(root_.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!root) return std::nullopt;
    auto file = std::make_shared<const system::Fd>(open_beneath(root.get(), relative));
    struct stat about {};
    if (!*file || ::fstat(file->get(), &about) != 0 || !S_ISREG(about.st_mode)) return std::nullopt;
    FoundFile found{etag_of(about), static_cast<std::uint64_t>(about.st_size)};
    const std::string& name = relative.native();
    if (const auto kept = kept_.find(name); kept != kept_.end() && kept->second.etag == found.etag) return kept->second;
    if (found.size <= most_small) {
        found.text = read_whole(file->get(), found.size);
        if (!found.text) return std::nullopt;
        keep(name, found);
    } else {
        found.file = std::move(file);
    }
    return found;
}

void StoreFiles::keep(const std::string& name, const FoundFile& found) {
    if (const auto old = kept_.find(name); old != kept_.end()) {
        kept_bytes_ -= old->second.size;
        kept_.erase(old);
    }
    if (kept_bytes_ + found.size > most_kept) {
        kept_.clear();
        kept_bytes_ = 0;
    }
    kept_.emplace(name, found);
    kept_bytes_ += found.size;
}

}  // namespace bt::serve
