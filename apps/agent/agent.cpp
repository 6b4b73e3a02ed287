#include <cstdio>
#include <exception>
#include <new>

#include "agent/commands.hpp"
#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "bt/core/version.hpp"

namespace bt::agent {
namespace {

std::vector<Command> commands() {
    return {info_command(), bench_command(), run_command(), verify_command(), soc_model_command()};
}

std::string help() {
    std::string text = "bt-agent measures stages and executes schedules on this machine, or on a model of one.\n\n";
    for (const Command& command : commands()) {
        text += "  bt-agent " + std::string(command.name);
        text.resize((text.size() + 2), ' ');
        text += std::string(command.summary) + '\n';
    }
    return text + "\nbt-agent COMMAND --help shows its flags.\n";
}

int dispatch(std::span<const std::string> words, Output& out) {
    if (words.empty()) throw usage_error("no command", "info, bench, run, verify or soc-model; --help tells more");
    if (words[0] == "--help" || words[0] == "help") return out.write(help()), 0;
    if (words[0] == "--version") {
        return out.write("bt-agent " + std::string(version()) + " " + std::string(build_id()) + "\n"), 0;
    }
    std::vector<std::string> names;
    for (const Command& command : commands()) {
        names.emplace_back(command.name);
        if (command.name != words[0]) continue;
        const Arguments arguments(words.subspan(1), command.flags);
        if (!arguments.has("--help")) return command.run(arguments, out);
        return out.write("bt-agent " + std::string(command.name) + ": " + std::string(command.summary) + "\n\n" +
                         help_of(command.flags)),
               0;
    }
    throw usage_error("unknown command '" + printable(words[0]) + "'", did_you_mean(words[0], names));
}

int tell(const Error& error) {
    std::fprintf(stderr, "bt-agent: %s\n", error.failed().c_str());
    if (!error.advice().empty()) std::fprintf(stderr, "  %s\n", error.advice().c_str());
    return static_cast<int>(error.code());
}

}  // namespace

int agent_main(std::span<const std::string> words, Output& out) {
    try {
        const int code = dispatch(words, out);
        out.flush();
        return code;
    } catch (const Error& error) {
        return tell(error);
    } catch (const std::bad_alloc&) {
        return tell(device_error("memory runs out", "make the application smaller with --param"));
    } catch (const std::exception& error) {
        return tell(device_error(std::string("unexpected: ") + error.what()));
    }
}

}  // namespace bt::agent
