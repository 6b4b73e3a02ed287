// bt-emulator: a device that exists only as a process. The real adb connects to it.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>

#include "arguments/arguments.hpp"
#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "bt/core/version.hpp"
#include "emulator/child.hpp"
#include "emulator/connection.hpp"
#include "emulator/device.hpp"
#include "emulator/loop.hpp"
#include "emulator/loopback.hpp"

namespace bt::emulator {
namespace {

struct Options {
    std::uint16_t port = 0;
    std::string serial = "emulated";
    std::string soc;
    std::string root;
    std::string abi = "x86_64";
    std::vector<std::string> faults;
    std::uint64_t seed = 1;
};

// A folder of its own, gone with the process unless the user named it.
class Folder {
public:
    explicit Folder(const std::string& named) : kept_(!named.empty()) {
        if (kept_) {
            std::filesystem::create_directories(named);
            path_ = std::filesystem::canonical(named);
        } else {
            auto pattern = (std::filesystem::temp_directory_path() / "bt-emulator-XXXXXX").string();
            if (!mkdtemp(pattern.data())) throw host_error("no folder could be made below " + pattern);
            path_ = std::filesystem::canonical(pattern);
        }
        check_name();
    }
    ~Folder() {
        std::error_code ignored;
        if (!kept_) std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    // It is put into shell commands where they say /data/local/tmp.
    void check_name() const {
        constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+";
        if (path_.string().find_first_not_of(plain) == std::string::npos) return;
        throw usage_error("--root '" + printable(path_.string()) + "' holds characters that a shell would read",
                          "use letters, digits and / . _ - +");
    }

    bool kept_;
    std::filesystem::path path_;
};

std::vector<std::string> model_names(const std::filesystem::path& folder) {
    std::vector<std::string> names;
    std::error_code none;
    for (const auto& entry : std::filesystem::directory_iterator(folder, none)) {
        if (entry.path().extension() == ".json") names.push_back(entry.path().stem().string());
    }
    return names;
}

// A file, or the name of a model in <data>/socs or among those that come with the program. Absolute: commands of the
// device run in its own folder.
std::string find_model(const std::string& soc, const std::filesystem::path& here) {
    if (soc.empty()) return "";
    if (soc.find('/') != std::string::npos || soc.ends_with(".json")) {
        if (!std::filesystem::is_regular_file(soc)) throw usage_error("--soc " + printable(soc) + ": no such file");
        return std::filesystem::canonical(soc).string();
    }
    const char* data = std::getenv("BT_DATA");
    const std::filesystem::path folders[] = {std::filesystem::path(data != nullptr ? data : "data") / "socs",
                                             here.parent_path() / "share/better-together/socs"};
    std::vector<std::string> names;
    for (const auto& folder : folders) {
        const auto file = folder / (soc + ".json");
        if (std::filesystem::is_regular_file(file)) return std::filesystem::canonical(file).string();
        for (std::string& name : model_names(folder)) names.push_back(std::move(name));
    }
    throw usage_error("no SoC model '" + printable(soc) + "'", did_you_mean(soc, names));
}

Device make_device(const Options& options, const Folder& folder) {
    if (options.abi != "x86_64" && options.abi != "arm64-v8a") {
        throw usage_error("unknown --abi '" + printable(options.abi) + "'", "there are: x86_64 arm64-v8a");
    }
    const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    Device device{options.serial,
                  options.abi,
                  folder.path() / "tmp",
                  folder.path() / "bin",
                  here / "libbt-emulator-exec.so",
                  find_model(options.soc, here),
                  {}};
    if (!std::filesystem::exists(device.exec_shim))
        device.exec_shim = here.parent_path() / "lib" / device.exec_shim.filename();
    if (!std::filesystem::exists(device.exec_shim))
        throw host_error("libbt-emulator-exec.so is not beside bt-emulator");
    for (const std::string& fault : options.faults) device.faults.add(fault);
    std::filesystem::create_directories(device.root);
    write_programs(device);
    return device;
}

// Ctrl-C, SIGTERM, and the end of stdin end the device.
int signals_as_fd() {
    sigset_t ends;
    sigemptyset(&ends);
    for (const int each : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&ends, each);
    sigprocmask(SIG_BLOCK, &ends, nullptr);
    return signalfd(-1, &ends, SFD_CLOEXEC);
}

void stop_with_stdin(Loop& loop) {
    loop.watch(STDIN_FILENO, POLLIN, [&loop](short) {
        char bytes[256];
        if (read(STDIN_FILENO, bytes, sizeof bytes) <= 0) loop.stop();
    });
}

void serve(const Listening& listening, Device& device, Loop& loop) {
    std::map<Connection*, std::shared_ptr<Connection>> connections;
    loop.watch(listening.fd, POLLIN, [&](short) {
        const int socket = accept4(listening.fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (socket < 0) return;
        if (!peer_is_our_user(socket)) {
            std::fprintf(stderr, "refused a connection of another user\n");
            close(socket);
            return;
        }
        // Else a small message waits for the answer to the one before, 40 ms each.
        const int on = 1;
        setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const auto connection =
            std::make_shared<Connection>(socket, device, loop, [&](Connection* gone) { connections.erase(gone); });
        connections[connection.get()] = connection;
        connection->start();
    });
    loop.run();
}

int run(const Options& options) {
    const Folder folder(options.root);
    Device device = make_device(options, folder);
    const auto listening = listen_on_loopback(options.port);
    if (!listening)
        throw host_error("port " + std::to_string(options.port) + " of 127.0.0.1 is taken",
                         "--port 0 takes a free one");
    const int signals = signals_as_fd();
    Loop loop;
    loop.watch(signals, POLLIN, [&loop](short) { loop.stop(); });
    stop_with_stdin(loop);
    std::printf("listening 127.0.0.1:%u\n", listening->port);
    std::fflush(stdout);
    adopt_orphans();
    serve(*listening, device, loop);
    end_all_processes();
    return 0;
}

const std::vector<Flag> flags{
    {"--port", Takes::one, "N", "Port of 127.0.0.1 (default 0: a free one)"},
    {"--serial", Takes::one, "NAME", "The device's serial number (default: emulated)"},
    {"--soc", Takes::one, "NAME|FILE", "SoC model that bt-agent runs there"},
    {"--root", Takes::one, "DIR", "Folder for the device's files (default: one that goes with the process)"},
    {"--abi", Takes::one, "ABI", "x86_64 or arm64-v8a, through qemu (default: x86_64)"},
    {"--fault", Takes::list, "KIND[:N]…",
     "offline unauthorized drop:N drop-mid-command stall short-push full noexec no-exit-code garbage slow:N"},
    {"--seed", Takes::one, "N", "Seed of what is drawn by chance (default 1)"},
    {"--version", Takes::nothing, "", "Print the version"},
    {"--help", Takes::nothing, "", "Print this"}};

Options options_of(const Arguments& arguments) {
    Options options;
    options.port = static_cast<std::uint16_t>(arguments.number("--port", 0, 65535).value_or(0));
    options.serial = arguments.text("--serial").value_or(options.serial);
    options.soc = arguments.text("--soc").value_or("");
    options.root = arguments.text("--root").value_or("");
    options.abi = arguments.text("--abi").value_or(options.abi);
    options.faults = arguments.list("--fault");
    return options;
}

int emulator_main(const std::vector<std::string>& words) {
    const Arguments arguments(words, flags);
    if (arguments.has("--help")) {
        std::printf("bt-emulator: a device that the real adb connects to with `adb connect 127.0.0.1:PORT`\n\n%s",
                    help_of(flags).c_str());
        return 0;
    }
    if (arguments.has("--version")) {
        std::printf("bt-emulator %s %s\n", std::string(version()).c_str(), std::string(build_id()).c_str());
        return 0;
    }
    return run(options_of(arguments));
}

}  // namespace
}  // namespace bt::emulator

int main(int argc, char** argv) {
    try {
        return bt::emulator::emulator_main(std::vector<std::string>(argv + 1, argv + argc));
    } catch (const bt::Error& error) {
        std::fprintf(stderr, "error: %s\n", error.failed().c_str());
        if (!error.advice().empty()) std::fprintf(stderr, "  %s\n", error.advice().c_str());
        return static_cast<int>(error.code());
    }
}
