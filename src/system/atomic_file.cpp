#include "bt/system/atomic_file.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/random.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>

#include "bt/system/file_reader.hpp"
#include "system/posix.hpp"

namespace bt::system {
namespace {

constexpr std::string_view temporary_prefix = ".bt-tmp-";
constexpr std::size_t buffer_size = std::size_t{1} << 18;

std::string random_hex() {
    std::array<unsigned char, 8> bytes{};
    if (::getentropy(bytes.data(), bytes.size()) != 0) throw host_error("the system gives no random bytes");
    std::string hex;
    for (const unsigned char byte : bytes) {
        constexpr std::string_view digits = "0123456789abcdef";
        hex += digits[byte >> 4U];
        hex += digits[byte & 15U];
    }
    return hex;
}

// Its writer holds a lock on it, so that a sweep can tell it from a dead process's.
std::pair<std::filesystem::path, Fd> open_temporary(const std::filesystem::path& target) {
    for (;;) {
        std::filesystem::path file = folder_of(target) / (std::string(temporary_prefix) + random_hex());
        Fd fd = open_file(file, O_WRONLY | O_CREAT | O_EXCL);
        if (!fd && errno == EEXIST) continue;
        if (!fd) throw file_error("write", target, errno);
        // A sweep may have come between the two calls.
        if (lock_file(fd.get(), LOCK_EX | LOCK_NB, file) && is_still(file, fd.get())) return {file, std::move(fd)};
    }
}

bool remove_if_abandoned(const std::filesystem::path& file) {
    const Fd fd = open_file(file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    return fd && lock_file(fd.get(), LOCK_EX | LOCK_NB, file) && is_still(file, fd.get()) &&
           ::unlink(file.c_str()) == 0;
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path target) : target_(std::move(target)) {
    make_folders(folder_of(target_));
    std::tie(temporary_, fd_) = open_temporary(target_);
}

AtomicFile::~AtomicFile() {
    if (fd_) ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view bytes) {
    pending_.append(bytes);
    if (pending_.size() >= buffer_size) flush();
}

void AtomicFile::flush() {
    if (const int error = write_all(fd_.get(), pending_)) throw file_error("write", target_, error);
    pending_.clear();
}

void AtomicFile::commit() {
    flush();
    if (::fsync(fd_.get()) != 0) throw file_error("write", target_, errno);
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) throw file_error("write", target_, errno);
    fd_.reset();
    sync_folder(folder_of(target_));
}

void write_file_atomically(const std::filesystem::path& target, std::string_view bytes) {
    AtomicFile file(target);
    file.write(bytes);
    file.commit();
}

void update_file(const std::filesystem::path& target, std::uint64_t most, const Change& change) {
    const std::filesystem::path folder = folder_of(target);
    make_folders(folder);
    // The lock is the folder's, because the file itself becomes another one with every change.
    const Fd lock = open_file(folder, O_RDONLY | O_DIRECTORY);
    if (!lock) throw file_error("lock", folder, errno);
    lock_file(lock.get(), LOCK_EX, folder);
    write_file_atomically(target, change(read_file_if_there(target, most)));
}

std::size_t sweep_temporaries(const std::filesystem::path& folder) {
    const std::unique_ptr<DIR, int (*)(DIR*)> entries(::opendir(folder.c_str()), ::closedir);
    std::size_t swept = 0;
    while (const dirent* entry = entries ? ::readdir(entries.get()) : nullptr) {
        const std::string_view name = entry->d_name;
        if (name.starts_with(temporary_prefix) && remove_if_abandoned(folder / name)) ++swept;
    }
    return swept;
}

}  // namespace bt::system
