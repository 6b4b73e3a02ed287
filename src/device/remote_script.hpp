#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bt/device/device.hpp"

namespace bt::device {

// How a program runs through a connection that cannot be trusted: exit codes of adb and ssh say nothing certain, a
// broken cable ends only our side, and what runs there must not outlive us. So a small shell script stands around it:
// it ends with a line that carries a nonce and the exit status (no such line: the connection failed), and it ends the
// program when the stream that is its stdin ends, which happens when we, adb or ssh go away, however that comes about.
class RemoteScript {
public:
    RemoteScript(const Program& program, const std::string& work_folder);

    // For a POSIX shell; ends by itself with `exit`.
    const std::string& text() const { return text_; }

    // The exit status that the last line carries, and `out` without that line. Nothing: no such line.
    std::optional<int> take_status(std::string& out) const;

    // As lines come: passes on all but the script's own and keeps the status that it finds.
    system::Listener filter(system::Listener pass_on);
    std::optional<int> status_seen() const { return status_seen_; }

private:
    std::optional<int> status_in(std::string_view line) const;

    std::string nonce_;
    std::string text_;
    std::optional<int> status_seen_;
    bool empty_line_held_ = false;
};

// Text that nobody else writes by chance.
std::string make_nonce();

// What a shell's exit status says about the program it ran.
Outcome outcome_of(int status);

}  // namespace bt::device
