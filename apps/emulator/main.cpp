// bt-emulator: a device that exists only as a process. The real adb connects to it.

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

#include "bt/core/error.hpp"
#include "bt/core/version.hpp"
#include "emulator/child.hpp"
#include "emulator/connection.hpp"
#include "emulator/device.hpp"
#include "emulator/loop.hpp"
#include "emulator/loopback.hpp"
#include "emulator/options.hpp"

namespace bt::emulator {
namespace {

// A folder of its own, gone with the process unless the user named it.
class Folder {
public:
    explicit Folder(const std::string& named) : kept_(!named.empty()) {
        path_ = kept_ ? made(named) : temporary();
        check_name(path_);
    }
    ~Folder() {
        std::error_code ignored;
        if (!kept_) std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;
    const std::filesystem::path& path() const { return path_; }

private:
    static std::filesystem::path made(const std::string& named) {
        std::error_code error;
        check_name(std::filesystem::weakly_canonical(named, error));  // else a refused one would be left behind
        std::filesystem::create_directories(named, error);
        const auto path = error ? std::filesystem::path() : std::filesystem::canonical(named, error);
        if (!error && access(path.c_str(), W_OK | X_OK) != 0) error.assign(errno, std::generic_category());
        if (!error) return path;
        throw host_error("--root '" + printable(named, 200) + "' cannot be the device's folder: " + error.message(),
                         "name one that you may write into, or one that can be made");
    }

    static std::filesystem::path temporary() {
        const char* named = std::getenv("TMPDIR");
        const std::filesystem::path below = named != nullptr && *named != '\0' ? named : "/tmp";
        std::string pattern = (below / "bt-emulator-XXXXXX").string();
        if (mkdtemp(pattern.data()) != nullptr) return std::filesystem::canonical(pattern);
        throw host_error("no folder can be made in '" + printable(below.string(), 200) + "': " + std::strerror(errno),
                         "set TMPDIR to a folder that you may write into, or name one with --root");
    }

    // It is put into shell commands where they say /data/local/tmp.
    static void check_name(const std::filesystem::path& path) {
        constexpr const char* plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+";
        if (path.string().find_first_not_of(plain) == std::string::npos) return;
        throw usage_error("--root '" + printable(path.string()) + "' holds characters that a shell would read",
                          "use letters, digits and / . _ - +");
    }

    bool kept_;
    std::filesystem::path path_;
};

std::filesystem::path exec_shim_beside(const std::filesystem::path& here) {
    for (const auto& folder : {here, here.parent_path() / "lib"}) {
        std::error_code none;
        if (auto shim = folder / "libbt-emulator-exec.so"; std::filesystem::exists(shim, none)) return shim;
    }
    throw host_error("libbt-emulator-exec.so is not beside bt-emulator", "build or install it anew");
}

Device make_device(const Options& options, const std::filesystem::path& exec_shim, const Folder& folder) {
    Device device{options.serial, options.abi, folder.path() / "tmp", folder.path() / "bin",
                  exec_shim,      options.soc, options.faults,        std::mt19937_64(options.seed)};
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

int run(const Options& options, const std::filesystem::path& here) {
    const auto exec_shim = exec_shim_beside(here);
    const Folder folder(options.root);
    Device device = make_device(options, exec_shim, folder);
    const auto listening = listen_on_loopback(options.port);
    if (!listening)
        throw host_error(
            "cannot listen on port " + std::to_string(options.port) + " of 127.0.0.1: " + std::strerror(errno),
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
    const auto here = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    return run(options_of(arguments, here), here);
}

int tell(const Error& error) {
    std::fprintf(stderr, "error: %s\n", error.failed().c_str());
    if (!error.advice().empty()) std::fprintf(stderr, "  %s\n", error.advice().c_str());
    return static_cast<int>(error.code());
}

}  // namespace
}  // namespace bt::emulator

int main(int argc, char** argv) {
    try {
        return bt::emulator::emulator_main(std::vector<std::string>(argv + 1, argv + argc));
    } catch (const bt::Error& error) {
        return bt::emulator::tell(error);
    } catch (const std::exception& fault) {
        return bt::emulator::tell(bt::host_error("a fault of bt-emulator itself: " + bt::printable(fault.what(), 200)));
    }
}
