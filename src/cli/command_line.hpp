#pragma once

#include <string>
#include <variant>
#include <vector>

#include "cli/command.hpp"

namespace bt::cli {

// What the arguments ask for: to run a command, or to print a text (--help, --version) and be done.
struct Request {
    Globals globals;
    const Command* command = nullptr;
    std::string text;
};

// Throws a usage error with a suggestion where a name is nearly right.
Request parse_command_line(const std::vector<Command>& commands, const std::vector<std::string>& arguments);

// The commands and their flags as data, for shell completion.
struct FlagOutline {
    std::vector<std::string> names;  // "-n", "--num-schedules"
    std::string help;
    std::vector<std::string> choices;
    bool takes_value = false;
};
struct CommandOutline {
    std::string name;  // empty: the flags that every command takes
    std::string summary;
    std::vector<FlagOutline> flags;
    std::vector<std::string> words;  // choices of a positional argument
};
std::vector<CommandOutline> outline(const std::vector<Command>& commands);

}  // namespace bt::cli
