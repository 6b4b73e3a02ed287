#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bt::emulator {

// How a device can misbehave, on demand: KIND[:N].
enum class Fault {
    offline,           // never answers the handshake
    unauthorized,      // asks for a key and accepts none
    drop,              // N: the cable is pulled after N messages, on every connection
    drop_mid_command,  // the cable is pulled at the first output of a command; N commands are spared
    stall,             // commands start and are never heard of again; N commands are spared
    short_push,        // keeps half of what is pushed and says that all is well; N pushes are spared
    full,              // no space left; N pushes are spared
    noexec,            // what is pushed cannot be executed
    no_exit_code,      // an old device: no shell_v2
    garbage,           // answers with bytes that are no message; N commands are spared
    slow,              // N: every message takes N ms
};

class Faults {
public:
    // Throws a usage error that lists the kinds.
    void add(std::string_view text);

    bool has(Fault fault) const { return numbers_.contains(fault); }
    // Counts one more occasion (a command, a push) and says whether the fault strikes now.
    bool strikes(Fault fault);
    std::optional<std::uint64_t> number(Fault fault) const;

private:
    std::map<Fault, std::uint64_t> numbers_;
    std::map<Fault, std::uint64_t> occasions_;
};

}  // namespace bt::emulator
