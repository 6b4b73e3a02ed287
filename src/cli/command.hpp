#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/error.hpp"

namespace CLI {
class App;
}

namespace bt::cli {

class PassedFlags;
class Terminal;
struct Command;

// The flags that every command takes (CONTRACTS: command lines).
struct Globals {
    std::optional<std::string> data;
    std::optional<std::string> date;
    bool json = false;
    bool quiet = false;
    bool verbose = false;
    std::uint64_t seed = 1;
};

// What a command wants from the command line: commands declare, command_line.cpp parses. No other file includes the
// parser, which takes 24 s to compile. `names` as in "-n,--num-schedules"; a name without dashes is a positional.
class Flags {
public:
    explicit Flags(CLI::App& app) : app_(app) {}

    void flag(std::string_view names, bool& target, std::string_view help);
    void text(std::string_view names, std::string& target, std::string_view value, std::string_view help);
    void text(std::string_view names, std::optional<std::string>& target, std::string_view value,
              std::string_view help);
    void number(std::string_view names, std::uint64_t& target, std::string_view value, std::string_view help);
    void choice(std::string_view names, std::string& target, std::vector<std::string> choices, std::string_view help);
    void required_choice(std::string_view names, std::string& target, std::vector<std::string> choices,
                         std::string_view help);
    // Takes spaces, commas or repetition.
    void list(std::string_view names, std::vector<std::string>& target, std::string_view value, std::string_view help);
    // Takes spaces or repetition; commas stay in the value.
    void words(std::string_view names, std::vector<std::string>& target, std::string_view value, std::string_view help);
    // May stand without a value, and is `alone` then.
    void optional_text(std::string_view names, std::optional<std::string>& target, std::string_view value,
                       std::string_view alone, std::string_view help);
    // Every flag of these commands that this one has none of its own for, to be passed on to them; they check the
    // values.
    void of_commands(const std::vector<Command>& commands, PassedFlags& passed);

private:
    CLI::App& app_;
};

struct Invocation {
    const Globals& globals;
    Terminal& terminal;
    const std::vector<std::string>& arguments;  // as typed, the program's name first
};

struct Command {
    std::string name;
    std::string summary;  // one line of `runner --help`
    std::function<void(Flags&)> declare;
    std::function<ExitCode(const Invocation&)> run;
    // Throws where the flags alone show that `run` will refuse them; not every command can tell.
    std::function<void(const Globals&)> check{};
};

// Every command that works, in the order of the work.
std::vector<Command> commands();

Command apps_command();
Command benchmark_command();
Command compare_command();
Command devices_command();
Command doctor_command();
Command parse_command();
Command heatmap_command();
Command import_command();
Command pipeline_command();
Command run_command();
Command schedule_command();
Command server_command();
Command status_command();
Command completion_command();

}  // namespace bt::cli
