#include "cli/program.hpp"

#include <new>

#include "bt/core/error.hpp"
#include "bt/system/signals.hpp"
#include "cli/command_line.hpp"
#include "cli/terminal.hpp"

namespace bt::cli {
namespace {

ExitCode run(const std::vector<std::string>& arguments, Terminal& terminal) {
    const std::vector<Command> all = commands();
    const Request request = parse_command_line(all, arguments);
    terminal.apply(request.globals);
    if (!request.command) {
        terminal.print(request.text);
        return ExitCode::done;
    }
    return request.command->run({request.globals, terminal, arguments});
}

int report(Terminal& terminal, const Error& error) {
    terminal.error(error.failed(), error.advice());
    return static_cast<int>(error.code());
}

}  // namespace

int run_program(const std::vector<std::string>& arguments) {
    system::make_failed_writes_errors();
    Terminal terminal;
    try {
        const ExitCode code = run(arguments, terminal);
        if (!terminal.finish() && code == ExitCode::done) {
            throw host_error("the results could not be written to stdout", "is the disk full, or the reader gone?");
        }
        return static_cast<int>(code);
    } catch (const Error& error) {
        return report(terminal, error);
    } catch (const std::bad_alloc&) {
        return report(terminal, host_error("out of memory"));
    } catch (const std::exception& fault) {
        return report(terminal, host_error("a fault of runner itself: " + printable(fault.what(), 200),
                                           "please report it with the command line and `runner --version`"));
    }
}

}  // namespace bt::cli
