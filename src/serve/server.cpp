#include "bt/serve/server.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <random>

#include "bt/core/error.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/file_reader.hpp"
#include "serve/client.hpp"
#include "serve/loop.hpp"

namespace bt::serve {
namespace {

std::string where(const Options& options) { return options.bind + ":" + std::to_string(options.port); }

Error taken(const Options& options) {
    std::string holder;
    if (const auto health = health_of(options.port)) {
        holder = ": the server of '" + printable(health->server.store, 200) + "' (process " +
                 std::to_string(health->server.pid) + ") has it";
    }
    return host_error("port " + std::to_string(options.port) + " is taken" + holder,
                      "choose another with --port, or --port 0 for any that is free");
}

system::Fd listen_at(const Options& options) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(options.port);
    if (inet_pton(AF_INET, options.bind.c_str(), &address.sin_addr) != 1) {
        throw usage_error("--bind: '" + printable(options.bind) + "' is not an address",
                          "such as 127.0.0.1 or 0.0.0.0");
    }
    system::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int yes = 1;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    constexpr int waiting = 1024;
    if (::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(fd.get(), waiting) != 0) {
        if (errno == EADDRINUSE) throw taken(options);
        throw host_error("cannot serve at " + where(options) + ": " + std::strerror(errno),
                         errno == EACCES ? "ports below 1024 need rights; choose another with --port" : "");
    }
    return fd;
}

std::uint16_t port_of(int fd) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

// A thousand clients need more files than the 1024 that a shell allows before it is asked.
void allow_many_files() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    constexpr rlim_t enough = 16384;
    limit.rlim_cur = std::max(limit.rlim_cur, std::min(limit.rlim_max, enough));
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

std::string new_token() {
    std::random_device random;
    return std::to_string((std::uint64_t{random()} << 32U) | random());
}

}  // namespace

class Server::Running {
public:
    explicit Running(const Options& options)
        : listener_(listen_at(options)), port_(port_of(listener_.get())), note_(note_of(options.root)) {
        allow_many_files();
        const std::string token = new_token();
        constexpr int threads = 2;  // one may be making the page of a large store
        for (int i = 0; i < threads; ++i) {
            loops_.push_back(std::make_unique<Loop>(listener_.get(), std::make_unique<Site>(options, token), stop_));
        }
        said_ = std::to_string(port_) + " " + token + "\n";
        if (options.bind == "127.0.0.1" || options.bind == "0.0.0.0") system::write_file_atomically(note_, said_);
    }

    ~Running() {
        stop_.request();
        try {
            if (system::read_file_if_there(note_, 4096) == said_) std::filesystem::remove(note_);
        } catch (const std::exception&) {
            // A note of a server that has ended misleads nobody: whoever reads it asks the server.
        }
    }

    std::uint16_t port() const { return port_; }

private:
    system::Fd listener_;
    std::uint16_t port_;
    std::filesystem::path note_;
    std::string said_;
    system::Cancellation stop_;
    std::vector<std::unique_ptr<Loop>> loops_;  // last: they end first
};

Server::Server(const Options& options) : running_(std::make_unique<Running>(options)) {}
Server::~Server() = default;
std::uint16_t Server::port() const { return running_->port(); }

}  // namespace bt::serve
