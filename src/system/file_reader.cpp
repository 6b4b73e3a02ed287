#include "bt/system/file_reader.hpp"

#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "bt/core/error.hpp"
#include "bt/core/sha256.hpp"
#include "system/posix.hpp"

namespace bt::system {
namespace {

// Nothing where it is missing. Not a folder; a pipe is fine, so that `--schedules <(…)` works.
std::optional<Fd> open_to_read(const std::filesystem::path& file) {
    Fd fd = open_file(file, O_RDONLY | O_NOCTTY);
    if (!fd && (errno == ENOENT || errno == ENOTDIR)) return std::nullopt;
    if (!fd) throw file_error("read", file, errno);
    struct stat about {};
    if (::fstat(fd.get(), &about) != 0) throw file_error("read", file, errno);
    if (S_ISDIR(about.st_mode)) throw data_error("'" + printable(file.native(), 200) + "' is a folder, not a file");
    return fd;
}

Error missing(const std::filesystem::path& file) {
    return data_error("'" + printable(file.native(), 200) + "' does not exist", "check the path");
}

std::size_t size_hint(int fd) {
    struct stat about {};
    return ::fstat(fd, &about) == 0 && about.st_size > 0 ? static_cast<std::size_t>(about.st_size) : 0;
}

}  // namespace

std::optional<std::string> read_file_if_there(const std::filesystem::path& file, std::uint64_t most) {
    const std::optional<Fd> fd = open_to_read(file);
    if (!fd) return std::nullopt;
    const std::size_t bound = static_cast<std::size_t>(most);
    std::string bytes;
    // One byte more than the file shows, so that one read meets its end; /proc shows 0 for all of its files.
    std::size_t room = std::clamp<std::size_t>(size_hint(fd->get()), 4095, bound) + 1;
    for (std::size_t used = 0;;) {
        bytes.resize(room);
        const std::size_t got = read_some(fd->get(), bytes.data() + used, room - used, file);
        used += got;
        if (used > bound) {
            throw data_error("'" + printable(file.native(), 200) + "' is larger than " + std::to_string(most) +
                             " bytes");
        }
        if (got == 0) {
            bytes.resize(used);
            return bytes;
        }
        if (used == room) room = std::min(bound, room * 2) + 1;
    }
}

std::string read_file(const std::filesystem::path& file, std::uint64_t most) {
    std::optional<std::string> bytes = read_file_if_there(file, most);
    if (!bytes) throw missing(file);
    return std::move(*bytes);
}

Beginning read_beginning(const std::filesystem::path& file, std::size_t most) {
    const Fd fd = open_file(file, O_RDONLY | O_NOCTTY | O_NONBLOCK);  // a pipe without a writer would hold us
    struct stat about {};
    if (!fd || ::fstat(fd.get(), &about) != 0) throw file_error("read", file, errno);
    if (!S_ISREG(about.st_mode)) throw host_error("'" + printable(file.native(), 200) + "' is not a file");
    std::string bytes(std::min(most, static_cast<std::size_t>(about.st_size)), '\0');
    bytes.resize(read_some(fd.get(), bytes.data(), bytes.size(), file));
    const auto changed = std::chrono::seconds(about.st_mtim.tv_sec) + Nanoseconds(about.st_mtim.tv_nsec);
    return {std::move(bytes), static_cast<std::size_t>(about.st_size) <= most,
            WallTime(std::chrono::duration_cast<WallTime::duration>(changed))};
}

FileReader::FileReader(const std::filesystem::path& file, std::size_t chunk) : file_(file), buffer_(chunk) {
    std::optional<Fd> fd = open_to_read(file);
    if (!fd) throw missing(file);
    fd_ = std::move(*fd);
    ::posix_fadvise(fd_.get(), 0, 0, POSIX_FADV_SEQUENTIAL);
}

std::optional<std::string_view> FileReader::next() {
    const std::size_t got = read_some(fd_.get(), buffer_.data(), buffer_.size(), file_);
    if (got == 0) return std::nullopt;
    return std::string_view(buffer_.data(), got);
}

std::string sha256_of_file(const std::filesystem::path& file) {
    FileReader reader(file);
    Sha256 hash;
    while (const auto chunk = reader.next()) hash.update(*chunk);
    std::string hex;
    for (const std::uint8_t byte : hash.digest()) {
        constexpr std::string_view digits = "0123456789abcdef";
        hex += digits[byte >> 4U];
        hex += digits[byte & 15U];
    }
    return hex;
}

}  // namespace bt::system
