#include "bt/serve/server.hpp"

#include <memory>

#include "bt/store/store.hpp"
#include "bt/system/signals.hpp"
#include "cli/command.hpp"
#include "cli/terminal.hpp"

// `runner server`: the store over HTTP, to be read only (docs/server.md).

namespace bt::cli {
namespace {

struct ServerOptions {
    std::uint64_t port = 8080;
    std::string bind = "127.0.0.1";
};

ExitCode run(const ServerOptions& options, const Invocation& invocation) {
    if (options.port > 65535) {
        throw usage_error("--port " + std::to_string(options.port) + " is no port", "0 to 65535; 0: any that is free");
    }
    const store::Store held(store::choose_root(invocation.globals.data));
    serve::Options wanted{held.layout().root(), static_cast<std::uint16_t>(options.port), options.bind, {}};
    if (invocation.globals.date) wanted.date = store::parse_date(*invocation.globals.date);
    system::Cancellation stop;
    const system::InterruptSignals signals(stop);
    const serve::Server server(wanted);
    const std::string address = "http://" + (options.bind == "0.0.0.0" ? "127.0.0.1" : options.bind) + ":" +
                                std::to_string(server.port()) + "/";
    invocation.terminal.print(address + "\n");
    invocation.terminal.finish();  // whoever started it reads the address
    invocation.terminal.note("serving '" + printable(wanted.root.string(), 200) + "' until Ctrl-C");
    while (!stop.wait(std::chrono::hours(24))) {
    }
    return stop.why();  // 130 or 143: whoever waits for it sees why it ended
}

}  // namespace

Command server_command() {
    auto options = std::make_shared<ServerOptions>();
    return {"server", "Serve the store over HTTP, to be read only",
            [options](Flags& flags) {
                flags.number("--port", options->port, "N", "0: any that is free");
                flags.text("--bind", options->bind, "ADDRESS", "Who may reach it: 0.0.0.0 is everybody (127.0.0.1)");
            },
            [options](const Invocation& invocation) { return run(*options, invocation); }};
}

}  // namespace bt::cli
