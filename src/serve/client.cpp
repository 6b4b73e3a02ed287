#include "serve/client.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <charconv>
#include <chrono>

#include "bt/core/sha256.hpp"
#include "bt/system/fd.hpp"
#include "bt/system/file_reader.hpp"
#include "bt/system/lock.hpp"

namespace bt::serve {
namespace {

constexpr std::size_t most_bytes = std::size_t{64} << 20U;

// A member of the small object that /health answers, which we write ourselves: one member a line.
std::string member_of(const std::string& json, const std::string& name) {
    const std::string key = "\"" + name + "\": ";
    const std::size_t at = json.find(key);
    if (at == std::string::npos) return {};
    std::size_t begin = at + key.size();
    std::size_t end = json.find('\n', begin);
    if (end == std::string::npos) return {};
    if (json[end - 1] == ',') --end;
    if (json[begin] == '"') {
        ++begin;
        --end;
    }
    return end > begin ? json.substr(begin, end - begin) : std::string();
}

std::optional<system::Fd> connect_to(std::uint16_t port) {
    system::Fd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{2, 0};
    ::setsockopt(fd.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(fd.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return std::nullopt;
    }
    return fd;
}

}  // namespace

std::optional<std::string> get(std::uint16_t port, const std::string& path) {
    const auto fd = connect_to(port);
    if (!fd) return std::nullopt;
    const std::string request = "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n";
    if (::send(fd->get(), request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size())) {
        return std::nullopt;
    }
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    std::string answer;
    std::array<char, 65536> bytes;
    for (;;) {
        const ssize_t got = ::recv(fd->get(), bytes.data(), bytes.size(), 0);
        if (got == 0) break;
        if (got < 0 || answer.size() > most_bytes || std::chrono::steady_clock::now() > give_up) return std::nullopt;
        answer.append(bytes.data(), static_cast<std::size_t>(got));
    }
    const std::size_t body = answer.find("\r\n\r\n");
    if (!answer.starts_with("HTTP/1.1 200 ") || body == std::string::npos) return std::nullopt;
    return answer.substr(body + 4);
}

std::optional<Health> health_of(std::uint16_t port) {
    const auto json = get(port, "/health");
    if (!json || member_of(*json, "program") != "better-together") return std::nullopt;
    int pid = 0;
    const std::string digits = member_of(*json, "pid");
    std::from_chars(digits.data(), digits.data() + digits.size(), pid);
    return Health{{port, pid, member_of(*json, "store")}, member_of(*json, "token")};
}

std::filesystem::path note_of(const std::filesystem::path& root) {
    std::error_code ignored;
    const std::string real = std::filesystem::weakly_canonical(std::filesystem::absolute(root), ignored).string();
    return system::lock_folder() / ("server-" + sha256_hex(real).substr(0, 16));
}

std::optional<KnownServer> find_server(const std::filesystem::path& root) {
    const auto note = system::read_file_if_there(note_of(root), 4096);
    if (!note) return std::nullopt;
    int port = 0;
    const auto [rest, fault] = std::from_chars(note->data(), note->data() + note->size(), port);
    if (fault != std::errc() || port < 1 || port > 65535 || *rest != ' ') return std::nullopt;
    const auto health = health_of(static_cast<std::uint16_t>(port));
    // The token tells this server from another that got its port later.
    if (!health || std::string(rest + 1) != health->token + "\n") return std::nullopt;
    return health->server;
}

bool holds(const KnownServer& server, const std::string& path, const std::string& sha256) {
    const auto body = get(server.port, path);
    return body && sha256_hex(*body) == sha256;
}

}  // namespace bt::serve
