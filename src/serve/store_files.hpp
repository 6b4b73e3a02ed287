#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include "bt/system/fd.hpp"

namespace bt::serve {

// A file of the store as it is now.
struct FoundFile {
    std::string etag;  // changes with the file
    std::uint64_t size = 0;
    std::shared_ptr<const std::string> text{};  // small ones
    std::shared_ptr<const system::Fd> file{};   // others: as it was opened, also when it is replaced meanwhile
};

// Opens files below a folder, and nothing outside of it: neither '..' nor a symbolic link leads out. Small files stay
// in memory while they do not change: asked for again, one costs a look at its date.
class StoreFiles {
public:
    explicit StoreFiles(std::filesystem::path root) : root_(std::move(root)) {}

    // Nothing where there is no such regular file, or it is hidden.
    std::optional<FoundFile> find(const std::filesystem::path& relative);

private:
    static constexpr std::uint64_t most_small = std::uint64_t{1} << 20U;
    static constexpr std::uint64_t most_kept = std::uint64_t{32} << 20U;

    void keep(const std::string& name, const FoundFile& found);

    std::filesystem::path root_;
    std::unordered_map<std::string, FoundFile> kept_;
    std::uint64_t kept_bytes_ = 0;
};

}  // namespace bt::serve
