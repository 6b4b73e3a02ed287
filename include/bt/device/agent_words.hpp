#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "bt/device/device.hpp"

namespace bt::device {

// What bt-agent said on stderr, line by line: its notes, and the two lines of its error, which come last.
class AgentWords {
public:
    using NoteListener = std::function<void(const std::string& note)>;

    explicit AgentWords(NoteListener on_note = {}) : on_note_(std::move(on_note)) {}

    void take(std::string_view line);

    const std::string& failed() const { return failed_; }  // empty: it did not say what failed
    const std::string& advice() const { return advice_; }

    // That error as this program's own: the agent's line, its advice and its exit code.
    Error error(const Device& device, const Outcome& outcome) const;

private:
    NoteListener on_note_;
    std::string failed_;
    std::string advice_;
    std::string other_;  // of whoever should have started it
};

}  // namespace bt::device
