#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "bt/store/date.hpp"
#include "bt/system/cancellation.hpp"

// The store over HTTP, to be read only (docs/server.md).
namespace bt::serve {

struct Options {
    std::filesystem::path root;  // of the store
    std::uint16_t port = 0;      // 0: any that is free
    std::string bind = "127.0.0.1";
    std::optional<store::Date> date{};  // schedules of this day only; else of the newest that has them
};

// Answers from when it is made until it is destroyed, on threads of its own.
class Server {
public:
    // Throws a host error where the port is taken, which names the holder if that is one of ours.
    explicit Server(const Options& options);
    ~Server();  // closes all connections; takes no longer than an answer that is being written
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;

private:
    class Running;
    std::unique_ptr<Running> running_;
};

// A server of ours, as it says of itself.
struct KnownServer {
    std::uint16_t port;
    int pid;
    std::string store;  // absolute
};

// The one that serves this store to 127.0.0.1, where there is one.
std::optional<KnownServer> find_server(const std::filesystem::path& root);

// Whether it answers `path` with exactly these bytes.
bool holds(const KnownServer& server, const std::string& path, const std::string& sha256);

// Under which path a server of the store answers with that file of it, percent-encoded.
std::string path_of(const std::filesystem::path& root, const std::filesystem::path& file);

}  // namespace bt::serve
