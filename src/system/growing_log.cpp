#include "bt/system/growing_log.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "system/posix.hpp"

namespace bt::system {
namespace {

std::filesystem::path with_ending(const std::filesystem::path& name, const char* ending) {
    std::filesystem::path file = name;
    file += ending;
    return file;
}

bool is_taken(const std::filesystem::path& file) {
    struct stat about {};
    return ::lstat(file.c_str(), &about) == 0;
}

// The lock that a living writer holds. Nothing where somebody else has it, or has renamed the file meanwhile.
std::optional<Fd> own(Fd fd, const std::filesystem::path& part) {
    if (!lock_file(fd.get(), LOCK_EX | LOCK_NB, part) || !is_still(part, fd.get())) return std::nullopt;
    return fd;
}

bool is_empty(int fd) {
    struct stat about {};
    return ::fstat(fd, &about) == 0 && about.st_size == 0;
}

// Nothing was ever written into it, or all of it stands under its name: its writer was ended between link and unlink,
// or made it for a number that another writer had just used up and has not yet taken it away.
bool is_left_over(const std::filesystem::path& name, int part) {
    if (is_still(name, part)) return true;
    return (is_taken(name) || is_taken(aborted_of(name))) && is_empty(part);
}

std::optional<Fd> own_abandoned(const std::filesystem::path& name) {
    const std::filesystem::path part = part_of(name);
    Fd fd = open_file(part, O_RDWR | O_APPEND | O_NOFOLLOW | O_NONBLOCK);
    if (!fd && errno == ENOENT) return std::nullopt;
    if (!fd) throw file_error("write", part, errno);
    std::optional<Fd> owned = own(std::move(fd), part);
    if (owned && is_left_over(name, owned->get())) {
        ::unlink(part.c_str());
        return std::nullopt;
    }
    return owned;
}

// Where the last line that is `wanted` ends, or any whole line where that is empty; looking backwards, in blocks that
// overlap by what is looked for.
std::uint64_t end_of_last(std::string_view wanted, int fd, std::uint64_t size, const std::filesystem::path& file) {
    const std::string needle = (wanted.empty() ? "" : "\n") + std::string(wanted) + "\n";
    std::string block;
    for (std::uint64_t end = size; end > 0;) {
        const std::uint64_t begin = end > 4096 ? end - 4096 : 0;
        block.resize(static_cast<std::size_t>(std::min(end + needle.size() - 1, size) - begin));
        if (::pread(fd, block.data(), block.size(), static_cast<off_t>(begin)) != static_cast<ssize_t>(block.size())) {
            throw file_error("read", file, errno);
        }
        const std::size_t found = block.rfind(needle);
        if (found != std::string::npos) return begin + found + needle.size();
        end = begin;
    }
    return 0;
}

}  // namespace

std::filesystem::path part_of(const std::filesystem::path& name) { return with_ending(name, ".part"); }
std::filesystem::path aborted_of(const std::filesystem::path& name) { return with_ending(name, ".aborted"); }

std::filesystem::path GrowingLog::part() const { return part_of(name_); }

std::optional<GrowingLog> GrowingLog::create(const std::filesystem::path& name) {
    make_folders(folder_of(name));
    const std::filesystem::path part = part_of(name);
    Fd fd = open_file(part, O_RDWR | O_APPEND | O_CREAT | O_EXCL);
    if (!fd && errno == EEXIST) return std::nullopt;
    if (!fd) throw file_error("write", part, errno);
    std::optional<Fd> owned = own(std::move(fd), part);
    if (!owned) return std::nullopt;
    // Whoever had this name before gave up its `.part` for one of these before ours could be made.
    if (is_taken(name) || is_taken(aborted_of(name))) {
        ::unlink(part.c_str());
        return std::nullopt;
    }
    return GrowingLog(name, std::move(*owned));
}

std::optional<GrowingLog> GrowingLog::resume(const std::filesystem::path& name, std::string_view section_end) {
    std::optional<Fd> owned = own_abandoned(name);
    if (!owned) return std::nullopt;
    GrowingLog log(name, std::move(*owned));
    struct stat about {};
    if (::fstat(log.fd_.get(), &about) != 0) throw file_error("read", log.part(), errno);
    const auto size = static_cast<std::uint64_t>(about.st_size);
    log.size_ = end_of_last(section_end, log.fd_.get(), size, log.part());
    log.cut_ = size - log.size_;
    if (log.cut_ > 0 && ::ftruncate(log.fd_.get(), static_cast<off_t>(log.size_)) != 0) {
        throw file_error("write", log.part(), errno);
    }
    return log;
}

bool GrowingLog::abort_abandoned(const std::filesystem::path& name) {
    const std::optional<Fd> owned = own_abandoned(name);
    return owned && rename_to_new(part_of(name), aborted_of(name));
}

void GrowingLog::append(std::string_view section) {
    if (const int error = write_all(fd_.get(), section)) {
        [[maybe_unused]] const int cut = ::ftruncate(fd_.get(), static_cast<off_t>(size_));
        throw file_error("write", part(), error);
    }
    size_ += section.size();
}

void GrowingLog::shorten(std::uint64_t size) {
    if (size >= size_) return;
    if (::ftruncate(fd_.get(), static_cast<off_t>(size)) != 0) throw file_error("write", part(), errno);
    size_ = size;
}

void GrowingLog::complete() { leave_as(name_); }
void GrowingLog::abort() { leave_as(aborted_of(name_)); }

void GrowingLog::leave_as(const std::filesystem::path& target) {
    if (::fsync(fd_.get()) != 0) throw file_error("write", part(), errno);
    if (!rename_to_new(part(), target)) {
        throw host_error("'" + printable(target.native(), 200) + "' exists already",
                         "what was measured is kept in '" + printable(part().native(), 200) + "'");
    }
    sync_folder(folder_of(name_));
    fd_.reset();
}

}  // namespace bt::system
