#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "bt/system/fd.hpp"

namespace bt::system {

// A file that appears, or replaces the one before it, only when it is whole. It grows in the target's folder under a
// temporary name; a failed write leaves nothing, a killed process a temporary that sweep_temporaries removes.
class AtomicFile {
public:
    explicit AtomicFile(std::filesystem::path target);  // makes missing folders
    ~AtomicFile();
    AtomicFile(const AtomicFile&) = delete;
    AtomicFile& operator=(const AtomicFile&) = delete;

    void write(std::string_view bytes);
    void commit();  // on the disk when it returns

private:
    void flush();

    std::filesystem::path target_;
    std::filesystem::path temporary_;
    Fd fd_;
    std::string pending_;
};

void write_file_atomically(const std::filesystem::path& target, std::string_view bytes);

// Replaces a file by what `change` makes of it (nothing: it is not there yet), while no other process does the same in
// that folder: of two that add rows at once none loses one. Throws where the file is larger than `most` bytes.
using Change = std::function<std::string(std::optional<std::string_view> before)>;
void update_file(const std::filesystem::path& target, std::uint64_t most, const Change& change);

// Removes the temporaries in `folder` whose writers are gone; says how many.
std::size_t sweep_temporaries(const std::filesystem::path& folder);

}  // namespace bt::system
