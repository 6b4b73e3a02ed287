#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string_view>

#include "bt/system/fd.hpp"

namespace bt::system {

// A log that grows as `<name>.part` and gets its name when it is complete; it never takes a name that exists. A killed
// process leaves the `.part`, which somebody else may resume or abort. One writer at a time.
class GrowingLog {
public:
    // Nothing where `name`, its `.part` or its `.aborted` exists: the name is taken.
    static std::optional<GrowingLog> create(const std::filesystem::path& name);

    // Continues a `.part`, cut back to the end of its last whole section: the last line that is `section_end`, or where
    // that is empty the last whole line (a number that lost its end would read as another number). Nothing where there
    // is none or a living process writes it.
    static std::optional<GrowingLog> resume(const std::filesystem::path& name, std::string_view section_end = {});

    // Makes a `.part` that nobody writes any more `.aborted`; says whether it did.
    static bool abort_abandoned(const std::filesystem::path& name);

    // Handed to the system before it returns: a later kill loses nothing of it. On a full disk nothing of it stays; a
    // kill while it is written may leave its beginning, because the kernel looks for signals between pages.
    void append(std::string_view section);

    // Takes off what lies behind the first `size` bytes: lines that a resumed log must make anew.
    void shorten(std::uint64_t size);

    void complete();
    void abort();

    const std::filesystem::path& name() const { return name_; }
    std::filesystem::path part() const;
    std::uint64_t size() const { return size_; }
    std::uint64_t cut() const { return cut_; }  // bytes of an unfinished section that `resume` took off

private:
    GrowingLog(std::filesystem::path name, Fd fd) : name_(std::move(name)), fd_(std::move(fd)) {}
    void leave_as(const std::filesystem::path& target);

    std::filesystem::path name_;
    Fd fd_;
    std::uint64_t size_ = 0;
    std::uint64_t cut_ = 0;
};

std::filesystem::path part_of(const std::filesystem::path& name);
std::filesystem::path aborted_of(const std::filesystem::path& name);

}  // namespace bt::system
