#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <memory>

#include "bt/core/suggest.hpp"
#include "bt/core/version.hpp"
#include "cli/number.hpp"
#include "cli/passed_flags.hpp"

namespace bt::cli {

void Flags::flag(std::string_view names, bool& target, std::string_view help) {
    app_.add_flag(std::string(names), target, std::string(help));
}

void Flags::text(std::string_view names, std::string& target, std::string_view value, std::string_view help) {
    app_.add_option(std::string(names), target, std::string(help))->type_name(std::string(value));
}

void Flags::text(std::string_view names, std::optional<std::string>& target, std::string_view value,
                 std::string_view help) {
    app_.add_option(std::string(names), target, std::string(help))->type_name(std::string(value));
}

void Flags::number(std::string_view names, std::uint64_t& target, std::string_view value, std::string_view help) {
    const std::string flag(names.substr(0, names.find(',')));
    app_.add_option_function<std::string>(
            std::string(names),
            [&target, flag](const std::string& text) { target = whole_number<std::uint64_t>(text, flag, 0); },
            std::string(help))
        ->type_name(std::string(value))
        ->default_str(std::to_string(target));
}

namespace {

// The type's name holds the choices: outline() below reads them back.
CLI::Option* add_choice(CLI::App& app, std::string_view names, std::string& target,
                        const std::vector<std::string>& choices, std::string_view help) {
    CLI::Option* option = app.add_option(std::string(names), target, std::string(help));
    option->type_name(CLI::detail::join(choices, "|"));
    option->check(CLI::Validator(
        [choices](const std::string& typed) {
            if (std::find(choices.begin(), choices.end(), typed) != choices.end()) return std::string();
            return "'" + printable(typed) + "' is none of its values; " + did_you_mean(typed, choices);
        },
        ""));
    return option;
}

}  // namespace

void Flags::choice(std::string_view names, std::string& target, std::vector<std::string> choices,
                   std::string_view help) {
    add_choice(app_, names, target, choices, help)->default_str(target);
}

void Flags::required_choice(std::string_view names, std::string& target, std::vector<std::string> choices,
                            std::string_view help) {
    add_choice(app_, names, target, choices, help)->required();
}

void Flags::list(std::string_view names, std::vector<std::string>& target, std::string_view value,
                 std::string_view help) {
    app_.add_option(std::string(names), target, std::string(help))
        ->type_name(std::string(value))
        ->delimiter(',')
        ->expected(1, -1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void Flags::words(std::string_view names, std::vector<std::string>& target, std::string_view value,
                  std::string_view help) {
    app_.add_option(std::string(names), target, std::string(help))
        ->type_name(std::string(value))
        ->expected(1, -1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void Flags::optional_text(std::string_view names, std::optional<std::string>& target, std::string_view value,
                          std::string_view alone, std::string_view help) {
    app_.add_option_function<std::vector<std::string>>(
            std::string(names),
            [&target, alone = std::string(alone)](const std::vector<std::string>& given) {
                target = given.empty() || given.front().empty() ? alone : given.front();
            },
            std::string(help))
        ->type_name(std::string(value))
        ->expected(0, 1);
}

namespace {

// "-n,--num-schedules"
std::string names_of(const CLI::Option& option) {
    std::string names;
    for (const std::string& name : option.get_snames()) names += "-" + name + ",";
    for (const std::string& name : option.get_lnames()) names += "--" + name + ",";
    return names.substr(0, names.size() - 1);
}

void pass_on(CLI::App& app, const CLI::Option& option, PassedFlags::Flag& flag) {
    if (option.get_type_size_max() == 0 || option.get_expected_max() == 0) {
        app.add_flag_function(
            names_of(option), [&flag](std::int64_t) { flag.given = true; }, option.get_description());
        return;
    }
    const auto keep = [&flag](const std::vector<std::string>& values) {
        flag.given = true;
        for (const std::string& value : values) {
            if (!value.empty()) flag.values.push_back(value);
        }
    };
    app.add_option_function<std::vector<std::string>>(names_of(option), keep, option.get_description())
        ->type_name(option.get_type_name())
        ->expected(option.get_expected_min(), option.get_expected_max())
        ->delimiter(option.get_delimiter())
        ->multi_option_policy(option.get_multi_option_policy())
        ->default_str(option.get_default_str());
}

}  // namespace

void Flags::of_commands(const std::vector<Command>& commands, PassedFlags& passed) {
    for (const Command& command : commands) {
        CLI::App scratch;
        Flags flags(scratch);
        command.declare(flags);
        for (const CLI::Option* option : scratch.get_options()) {
            if (option->get_lnames().empty() || option == scratch.get_help_ptr()) continue;
            const std::string name = "--" + option->get_lnames().front();
            const bool passed_on_already = !passed.at(name).commands.empty();
            if (!passed_on_already && app_.get_option_no_throw(name) != nullptr) continue;  // our own
            passed.at(name).commands.insert(command.name);
            if (!passed_on_already) pass_on(app_, *option, passed.at(name));
        }
    }
}

namespace {

constexpr const char* program_summary =
    "Measures an application's stages on every processor of a device, finds the best\n"
    "software pipelines and runs them.";

void declare_globals(CLI::App& app, Globals& globals) {
    Flags flags(app);
    flags.text("--data", globals.data, "DIR", "The store (default ./data, or BT_DATA)");
    flags.text("--date", globals.date, "YYYY-MM-DD", "The date to begin or to read");
    flags.flag("--json", globals.json, "Results as JSON");
    flags.flag("-q,--quiet", globals.quiet, "Nothing on stderr but warnings and errors");
    flags.flag("-v,--verbose", globals.verbose, "Say what is being done");
    flags.number("--seed", globals.seed, "N", "Seed of everything that is drawn by chance");
}

using Needed = std::function<bool(const Command&)>;

struct Parser {
    CLI::App app{program_summary, "runner"};
    Globals globals;

    // All commands, with the flags of those that are needed.
    Parser(const std::vector<Command>& commands, const Needed& needed) {
        declare_globals(app, globals);
        app.set_version_flag("--version", std::string("runner ") + std::string(version()) + " (" +
                                              std::string(build_id()) + ", " + std::string(build_type()) + ", " +
                                              std::string(compiler()) + ")");
        app.require_subcommand(0, 1);
        app.get_formatter()->column_width(28);
        for (const Command& command : commands) {
            CLI::App* sub = app.add_subcommand(command.name, command.summary);
            sub->fallthrough();
            sub->footer("Flags that every command takes: runner --help");
            Flags flags(*sub);
            if (needed(command)) command.declare(flags);
        }
    }
};

// Declaring the flags of all takes longer than many commands do. Whichever word turns out to be the command, it is one
// of these.
Needed named_in(const std::vector<std::string>& words) {
    return
        [&words](const Command& command) { return std::find(words.begin(), words.end(), command.name) != words.end(); };
}

std::vector<std::string> flag_names(const CLI::App& app) {
    std::vector<std::string> names;
    for (const CLI::Option* option : app.get_options()) {
        for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    }
    return names;
}

const CLI::App* chosen(const CLI::App& app) {
    const auto subcommands = app.get_subcommands();
    return subcommands.empty() ? nullptr : subcommands.front();
}

// A word that neither the command nor the program takes.
Error unknown_word(const CLI::App& app, const std::vector<Command>& commands, const std::string& word) {
    const CLI::App* command = chosen(app);
    if (word.rfind('-', 0) == 0) {
        auto known = flag_names(app);
        if (command) {
            const auto own = flag_names(*command);
            known.insert(known.begin(), own.begin(), own.end());
        }
        const std::string typed = word.substr(0, word.find('='));
        const auto near = nearest(typed, known);
        const std::string where = command ? "runner " + command->get_name() : "runner";
        return usage_error("unknown flag '" + printable(typed) + "'",
                           near ? "did you mean '" + *near + "'?" : where + " --help lists what there is");
    }
    if (command) {
        return usage_error("runner " + command->get_name() + " does not take '" + printable(word) + "'",
                           "runner " + command->get_name() + " --help lists what there is");
    }
    std::vector<std::string> names;
    for (const Command& each : commands) names.push_back(each.name);
    return usage_error("unknown command '" + printable(word) + "'", did_you_mean(word, names));
}

std::string help_of(const CLI::App& app) {
    const CLI::App* command = chosen(app);
    return std::string("runner ") + (command ? command->get_name() + " " : "") + "--help lists what there is";
}

// The parser says "--device: 1 required ID missing", and "--device: At Most 1 required but received 2".
Error mismatch(std::string_view said, const std::string& help) {
    const std::string flag = printable(said.substr(0, said.find(": ")), 200);
    if (said.find("At Most") != said.npos) return usage_error(flag + " takes one value and was given several", help);
    return usage_error(flag + " needs a value", help);
}

std::string first_line(std::string text) { return text.substr(0, text.find('\n')); }

}  // namespace

Request parse_command_line(const std::vector<Command>& commands, const std::vector<std::string>& arguments) {
    Parser parser(commands, named_in(arguments));
    std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
    if (!reversed.empty()) reversed.pop_back();  // the program's own name
    Request request;
    try {
        parser.app.parse(reversed);
    } catch (const CLI::CallForHelp&) {
        request.text = parser.app.help();
        return request;
    } catch (const CLI::CallForVersion& call) {
        request.text = std::string(call.what()) + '\n';
        return request;
    } catch (const CLI::ExtrasError&) {
        throw unknown_word(parser.app, commands, parser.app.remaining(true).front());
    } catch (const CLI::ArgumentMismatch& error) {
        throw mismatch(error.what(), help_of(parser.app));
    } catch (const CLI::ParseError& error) {
        throw usage_error(printable(first_line(error.what()), 200), help_of(parser.app));
    }
    request.globals = parser.globals;
    const CLI::App* command = chosen(parser.app);
    if (!command) {
        request.text = parser.app.help();
        return request;
    }
    const auto found = std::find_if(commands.begin(), commands.end(),
                                    [&](const Command& each) { return each.name == command->get_name(); });
    request.command = &*found;
    return request;
}

namespace {

std::vector<std::string> choices_of(const CLI::Option& option) {
    const std::string type = option.get_type_name();
    if (type.find('|') == std::string::npos) return {};
    return CLI::detail::split(type, '|');
}

CommandOutline outline_of(const CLI::App& app, std::string name) {
    CommandOutline outline{std::move(name), app.get_description(), {}, {}};
    for (const CLI::Option* option : app.get_options()) {
        if (option->get_positional()) {
            for (std::string& word : choices_of(*option)) outline.words.push_back(std::move(word));
            continue;
        }
        FlagOutline flag;
        for (const std::string& each : option->get_snames()) flag.names.push_back("-" + each);
        for (const std::string& each : option->get_lnames()) flag.names.push_back("--" + each);
        flag.help = option->get_description();
        flag.choices = choices_of(*option);
        flag.takes_value = option->get_items_expected_max() > 0;
        outline.flags.push_back(std::move(flag));
    }
    return outline;
}

}  // namespace

std::vector<CommandOutline> outline(const std::vector<Command>& commands) {
    Parser parser(commands, [](const Command&) { return true; });
    std::vector<CommandOutline> all{outline_of(parser.app, "")};
    for (const Command& command : commands) {
        all.push_back(outline_of(*parser.app.get_subcommand(command.name), command.name));
    }
    return all;
}

}  // namespace bt::cli
