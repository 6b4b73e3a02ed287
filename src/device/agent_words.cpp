#include "bt/device/agent_words.hpp"

#include "bt/core/error.hpp"

namespace bt::device {
namespace {

constexpr std::size_t longest = 300;

// The agent's exit codes are ours; 1 and those of shells say nothing of what failed.
ExitCode code_of(const Outcome& outcome) {
    constexpr int first = static_cast<int>(ExitCode::usage);
    constexpr int last = static_cast<int>(ExitCode::wrong_result);
    return outcome.status >= first && outcome.status <= last ? ExitCode{outcome.status} : ExitCode::device;
}

}  // namespace

void AgentWords::take(std::string_view line) {
    constexpr std::string_view name = "bt-agent: ";
    constexpr std::string_view note = "note: ";
    if (!line.starts_with(name)) {
        line.remove_prefix(std::min(line.find_first_not_of(' '), line.size()));
        if (!line.empty()) (failed_.empty() ? other_ : advice_) = printable(line, longest);
        return;
    }
    line.remove_prefix(name.size());
    if (line.starts_with(note)) {
        if (on_note_) on_note_(printable(line.substr(note.size()), longest));
        return;
    }
    failed_ = printable(line, longest);
    advice_.clear();
}

Error AgentWords::error(const Device& device, const Outcome& outcome) const {
    const std::string who = "bt-agent on '" + printable(device.id().str()) + "'";
    if (outcome.end == End::signalled) {
        return device_error(who + " was killed by signal " + std::to_string(outcome.signal),
                            failed_.empty() ? "is its memory full? runner doctor looks" : failed_);
    }
    if (!failed_.empty()) return Error(code_of(outcome), who + ": " + failed_, advice_);
    return device_error(
        who + " ended with status " + std::to_string(outcome.status) + (other_.empty() ? "" : ": " + other_),
        "runner doctor --device " + printable(device.id().str()));
}

}  // namespace bt::device
