#pragma once

#include <filesystem>
#include <string_view>

#include "bt/core/error.hpp"
#include "bt/system/fd.hpp"

namespace bt::system {

// "cannot <what> '<file>': <errno's words>", with what to do about it.
Error file_error(std::string_view what, const std::filesystem::path& file, int error);

// open(2), again after a signal. Close-on-exec always.
Fd open_file(const std::filesystem::path& file, int flags);

// Returns 0 or an errno; what was written before a failure stays written.
int write_all(int fd, std::string_view bytes);

// The size read, at most `most`; throws a host error that names `file`.
std::size_t read_some(int fd, char* to, std::size_t most, const std::filesystem::path& file);

// flock(2), again after a signal. False: somebody else has it (LOCK_NB).
bool lock_file(int fd, int operation, const std::filesystem::path& file);

// Whether `file` still leads to what `fd` has open.
bool is_still(const std::filesystem::path& file, int fd);

void sync_folder(const std::filesystem::path& folder);

std::filesystem::path folder_of(const std::filesystem::path& file);  // "." for a bare name

void make_folders(const std::filesystem::path& folder);

// Renames unless `to` exists; false where it does.
bool rename_to_new(const std::filesystem::path& from, const std::filesystem::path& to);

}  // namespace bt::system
