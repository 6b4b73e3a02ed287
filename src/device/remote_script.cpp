#include "device/remote_script.hpp"

#include <sys/random.h>

#include <array>
#include <charconv>

#include "bt/device/quote.hpp"

namespace bt::device {
namespace {

std::string command_of(const Program& program) {
    std::string command;
    if (!program.environment.empty()) command = "env";
    for (const auto& [name, value] : program.environment) command += " " + shell_word(name + "=" + value);
    if (!command.empty()) command += " ";
    return command + shell_words(program.argv);
}

}  // namespace

std::string make_nonce() {
    std::array<unsigned char, 8> bytes{};
    if (getentropy(bytes.data(), bytes.size()) != 0) throw host_error("the system gives no random bytes");
    std::string nonce = "BT-";
    for (const unsigned char byte : bytes) {
        nonce += "0123456789abcdef"[byte >> 4U];
        nonce += "0123456789abcdef"[byte & 15U];
    }
    return nonce;
}

// $s: a session of its own for the program where the device has setsid, so that its whole group can be ended. e: ends
// it, also in the moment before it has that session; $h: it was to be ended before $p was known. A fork that has not
// yet given up our traps loses a signal: hence twice. $w: of a wait that a signal ended, the program's own status. fd
// 3: our stdin, which the program gets too. The reader beside it ends the program when that stream ends. Each program
// that this starts besides yours costs about a millisecond: hence no cat, and no mkdir where the folder is there.
RemoteScript::RemoteScript(const Program& program, const std::string& work_folder) : nonce_(make_nonce()) {
    const std::string folder = program.folder.empty() ? work_folder : program.folder;
    const std::string done = "printf '\\n" + nonce_ + "=%s\\n'";
    text_ = "{ exec 3<&0; umask 077; cd " + shell_word(folder) + " 2>/dev/null || { mkdir -p " + shell_word(folder) +
            " && cd " + shell_word(folder) + "; } || { " + done +
            " 125; exit 0; }\n"
            "g=; s=; command -v setsid >/dev/null 2>&1 && { g=-; s=setsid; }\n"
            "p=; h=\n"
            "e() { h=1; [ -z \"$p\" ] || kill -s TERM -- $g$p || kill -s TERM $p; }\n"
            "trap 'e 2>/dev/null' HUP INT TERM\n"
            "$s " +
            command_of(program) +
            " <&3 &\n"
            "p=$!\n"
            "[ -z \"$h\" ] || e 2>/dev/null\n"
            "{ while read -r x; do :; done; e; sleep 1; e; sleep 1; kill -s KILL -- $g$p; } <&3 >/dev/null 2>&1 &\n"
            "l=$!\n"
            "while :; do wait $p; r=$?; kill -0 $p 2>/dev/null || break; done\n"
            "wait $p; w=$?; [ $w = 127 ] || r=$w\n"
            "kill -s KILL -- $g$p 2>/dev/null; kill $l 2>/dev/null\n" +
            done + " \"$r\"; exit 0; }\n";
}

std::optional<int> RemoteScript::status_in(std::string_view line) const {
    if (!line.starts_with(nonce_ + "=")) return std::nullopt;
    line.remove_prefix(nonce_.size() + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);  // devices before shell_v2 write through a terminal
    int status = 0;
    const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), status);
    if (error != std::errc() || end != line.data() + line.size()) return std::nullopt;
    return status;
}

std::optional<int> RemoteScript::take_status(std::string& out) const {
    const std::size_t at = out.rfind(nonce_ + "=");
    if (at == std::string::npos || !out.ends_with('\n')) return std::nullopt;
    if (at > 0 && out[at - 1] != '\n') return std::nullopt;  // the script begins a line for it
    const auto status = status_in(std::string_view(out).substr(at, out.size() - 1 - at));
    std::size_t end = at;
    if (end > 0 && out[end - 1] == '\n') --end;
    if (end > 0 && out[end - 1] == '\r') --end;
    out.resize(end);
    return status;
}

// The script writes an empty line, or ends an unfinished one, before its own: an empty line is held back until the
// next shows whose it was.
system::Listener RemoteScript::filter(system::Listener pass_on) {
    return [this, pass_on = std::move(pass_on)](std::string_view line) {
        if (const auto status = status_in(line)) {
            status_seen_ = status;
            return;
        }
        if (empty_line_held_) pass_on("");
        empty_line_held_ = line.empty() || line == "\r";
        if (!empty_line_held_) pass_on(line);
    };
}

Outcome outcome_of(int status) {
    Outcome outcome;
    constexpr int signalled = 128;
    constexpr int last_signal = 64;
    if (status > signalled && status <= signalled + last_signal) {
        outcome.end = End::signalled;
        outcome.signal = status - signalled;
    } else {
        outcome.status = status;
    }
    return outcome;
}

}  // namespace bt::device
