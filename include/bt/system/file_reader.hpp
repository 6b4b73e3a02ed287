#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/system/clock.hpp"
#include "bt/system/fd.hpp"

namespace bt::system {

// The whole file, if it is there. Throws a data error where it is larger than `most` bytes, a host error where it
// cannot be read.
std::optional<std::string> read_file_if_there(const std::filesystem::path& file, std::uint64_t most);

// As above; a missing file is a data error.
std::string read_file(const std::filesystem::path& file, std::uint64_t most);

struct Beginning {
    std::string bytes;
    bool whole;        // nothing follows
    WallTime changed;  // when the file was last written
};

// The first `most` bytes of a regular file. Throws a host error where it cannot be read, or is something else.
Beginning read_beginning(const std::filesystem::path& file, std::size_t most);

// A file of any size, chunk by chunk in memory that does not grow.
class FileReader {
public:
    explicit FileReader(const std::filesystem::path& file, std::size_t chunk = std::size_t{1} << 18);

    std::optional<std::string_view> next();  // valid until the next call; nothing at the end

private:
    std::filesystem::path file_;
    Fd fd_;
    std::vector<char> buffer_;
};

// 64 hex digits, read in chunks.
std::string sha256_of_file(const std::filesystem::path& file);

}  // namespace bt::system
