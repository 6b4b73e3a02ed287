#include <algorithm>
#include <memory>

#include "bt/core/words.hpp"
#include "cli/command_line.hpp"
#include "cli/terminal.hpp"

// Shell completion, generated from the flags that the commands declare, so that it cannot fall behind them.

namespace bt::cli {
namespace {

using Outlines = std::vector<CommandOutline>;

std::vector<std::string> command_names(const Outlines& outlines) {
    std::vector<std::string> names;
    for (std::size_t i = 1; i < outlines.size(); ++i) names.push_back(outlines[i].name);
    return names;
}

std::vector<std::string> flag_names(const CommandOutline& command) {
    std::vector<std::string> names;
    for (const FlagOutline& flag : command.flags) names.insert(names.end(), flag.names.begin(), flag.names.end());
    return names;
}

// Single quotes for all three shells; help texts hold no backslashes.
std::string shell_quoted(std::string_view text) {
    std::string out = "'";
    for (const char c : text) {
        if (c == '\'') {
            out += "'\\''";
        } else if (c != '\n') {
            out += c;
        }
    }
    return out + "'";
}

// What may follow a flag that takes a value: its choices, or files.
std::string bash_values(const Outlines& outlines) {
    std::string out;
    for (const CommandOutline& command : outlines) {
        for (const FlagOutline& flag : command.flags) {
            if (!flag.takes_value) continue;
            const std::string reply = flag.choices.empty() ? "COMPREPLY=($(compgen -f -- \"$cur\"))"
                                                           : "COMPREPLY=($(compgen -W " +
                                                                 shell_quoted(joined(flag.choices)) + " -- \"$cur\"))";
            const std::string context = command.name.empty() ? "*" : shell_quoted(command.name);
            for (const std::string& name : flag.names) {
                out += "        " + context + "," + shell_quoted(name) + ") " + reply + "; return ;;\n";
            }
        }
    }
    return out;
}

std::string bash(const Outlines& outlines) {
    std::string out =
        "# runner completion for bash: source <(runner completion bash)\n"
        "_runner() {\n"
        "    local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} command= word\n"
        "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
        "        case $word in " +
        [&] {
            std::string names;
            for (const std::string& name : command_names(outlines)) names += (names.empty() ? "" : "|") + name;
            return names;
        }() +
        ") command=$word; break ;; esac\n"
        "    done\n"
        "    case $command,$prev in\n" +
        bash_values(outlines) +
        "    esac\n"
        "    case $command in\n";
    for (std::size_t i = 1; i < outlines.size(); ++i) {
        const CommandOutline& command = outlines[i];
        out += "        " + command.name + ") COMPREPLY=($(compgen -W " +
               shell_quoted(joined(flag_names(command)) + " " + joined(flag_names(outlines[0])) + " " +
                            joined(command.words)) +
               " -- \"$cur\")) ;;\n";
    }
    out += "        *) COMPREPLY=($(compgen -W " +
           shell_quoted(joined(command_names(outlines)) + " " + joined(flag_names(outlines[0]))) +
           " -- \"$cur\")) ;;\n"
           "    esac\n"
           "}\n"
           "complete -F _runner runner\n";
    return out;
}

// One line of zsh's _arguments: '--flag[help]:value:(a b)'.
std::string zsh_argument(const FlagOutline& flag, const std::string& name) {
    std::string help = flag.help;
    std::replace(help.begin(), help.end(), '[', '(');
    std::replace(help.begin(), help.end(), ']', ')');
    std::replace(help.begin(), help.end(), ':', ' ');
    std::string text = name + "[" + help + "]";
    if (flag.takes_value) text += flag.choices.empty() ? ":value:_files" : ":value:(" + joined(flag.choices) + ")";
    return shell_quoted(text);
}

std::string zsh_arguments(const CommandOutline& command) {
    std::string out;
    for (const FlagOutline& flag : command.flags) {
        for (const std::string& name : flag.names) out += " " + zsh_argument(flag, name);
    }
    if (!command.words.empty()) out += " " + shell_quoted("1:word:(" + joined(command.words) + ")");
    return out;
}

std::string zsh(const Outlines& outlines) {
    std::string out =
        "#compdef runner\n"
        "# runner completion for zsh: runner completion zsh > \"${fpath[1]}/_runner\"\n"
        "_runner() {\n"
        "    local -a commands=(\n";
    for (std::size_t i = 1; i < outlines.size(); ++i) {
        out += "        " + shell_quoted(outlines[i].name + ":" + outlines[i].summary) + "\n";
    }
    std::string names;
    for (const std::string& name : command_names(outlines)) names += (names.empty() ? "" : "|") + name;
    out += "    )\n    local -i at=${words[(i)(" + names + ")]}\n    case ${words[at]} in\n";
    for (std::size_t i = 1; i < outlines.size(); ++i) {
        out += "        " + outlines[i].name + ") shift $((at - 1)) words; (( CURRENT -= at - 1 )); _arguments" +
               zsh_arguments(outlines[i]) + zsh_arguments(outlines[0]) + " ;;\n";
    }
    out += "        *) _describe command commands; _arguments" + zsh_arguments(outlines[0]) +
           " ;;\n"
           "    esac\n"
           "}\n"
           "if [ \"$funcstack[1]\" = \"_runner\" ]; then _runner \"$@\"; else compdef _runner runner; fi\n";
    return out;
}

std::string fish_flags(const CommandOutline& command) {
    const std::string condition =
        command.name.empty() ? "" : " -n " + shell_quoted("__fish_seen_subcommand_from " + command.name);
    std::string out;
    for (const FlagOutline& flag : command.flags) {
        out += "complete -c runner" + condition;
        for (const std::string& name : flag.names) {
            out += name.rfind("--", 0) == 0 ? " -l " + name.substr(2) : " -s " + name.substr(1);
        }
        if (flag.takes_value) out += flag.choices.empty() ? " -r" : " -x -a " + shell_quoted(joined(flag.choices));
        out += " -d " + shell_quoted(flag.help) + "\n";
    }
    if (!command.words.empty())
        out += "complete -c runner -f" + condition + " -a " + shell_quoted(joined(command.words)) + "\n";
    return out;
}

std::string fish(const Outlines& outlines) {
    std::string out = "# runner completion for fish: runner completion fish | source\n";
    for (std::size_t i = 1; i < outlines.size(); ++i) {
        out += "complete -c runner -f -n __fish_use_subcommand -a " + shell_quoted(outlines[i].name) + " -d " +
               shell_quoted(outlines[i].summary) + "\n";
    }
    for (const CommandOutline& command : outlines) out += fish_flags(command);
    return out;
}

}  // namespace

Command completion_command() {
    auto shell = std::make_shared<std::string>();
    return {"completion", "Print the completion script of a shell",
            [shell](Flags& flags) {
                flags.required_choice("shell", *shell, {"bash", "zsh", "fish"},
                                      "For example: source <(runner completion bash)");
            },
            [shell](const Invocation& invocation) {
                const Outlines outlines = outline(commands());
                invocation.terminal.print(*shell == "bash"  ? bash(outlines)
                                          : *shell == "zsh" ? zsh(outlines)
                                                            : fish(outlines));
                return ExitCode::done;
            }};
}

}  // namespace bt::cli
