#include "agent/http_get.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>

#include "agent/http_answer.hpp"
#include "bt/core/error.hpp"
#include "runtime/monotonic.hpp"

namespace bt::agent {
namespace {

struct Address {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

Address address_of(const HttpUrl& url) {
    Address address;
    auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
    const auto port = htons(static_cast<std::uint16_t>(url.port));
    if (inet_pton(AF_INET, url.address.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = port;
        address.size = sizeof v4;
    } else if (inet_pton(AF_INET6, url.address.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = port;
        address.size = sizeof v6;
    } else {
        throw usage_error("'" + printable(url.address) + "' is not a numeric address",
                          "such as http://127.0.0.1:8080/schedules/F.json");
    }
    return address;
}

// A connection with a deadline for everything.
class Connection {
public:
    Connection(const HttpUrl& url, const HttpLimits& limits)
        : where_(url.address + ":" + std::to_string(url.port)),
          deadline_(apps::monotonic_ns() + std::chrono::duration_cast<Nanoseconds>(limits.total).count()) {
        const Address address = address_of(url);
        fd_ = ::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (fd_ < 0) throw failed(std::strerror(errno));
        try {
            connect(address, limits.connect);
        } catch (...) {
            ::close(fd_);
            throw;
        }
    }
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    ~Connection() { ::close(fd_); }

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            wait(POLLOUT, deadline_);
            const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent < 0 && errno != EAGAIN && errno != EINTR) throw failed(std::strerror(errno));
            if (sent > 0) bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }

    // Empty: the other side has ended.
    std::string_view receive() {
        for (;;) {
            wait(POLLIN, deadline_);
            const ssize_t size = ::recv(fd_, buffer_.data(), buffer_.size(), 0);
            if (size >= 0) return {buffer_.data(), static_cast<std::size_t>(size)};
            if (errno != EAGAIN && errno != EINTR) throw failed(std::strerror(errno));
        }
    }

    Error failed(const std::string& why) const {
        return device_error("cannot fetch from " + where_ + ": " + why,
                            "is the server up, and its port reachable from this device?");
    }

private:
    void connect(const Address& address, Seconds limit) {
        if (::connect(fd_, reinterpret_cast<const sockaddr*>(&address.storage), address.size) == 0) return;
        if (errno != EINPROGRESS) throw failed(std::strerror(errno));
        const auto until = apps::monotonic_ns() + std::chrono::duration_cast<Nanoseconds>(limit).count();
        wait(POLLOUT, std::min(until, deadline_));
        int error = 0;
        socklen_t size = sizeof error;
        ::getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
        if (error != 0) throw failed(std::strerror(error));
    }

    void wait(short events, std::int64_t deadline) {
        for (;;) {
            const std::int64_t left_ms = (deadline - apps::monotonic_ns()) / 1'000'000;
            pollfd poller{fd_, events, 0};
            const int ready =
                left_ms <= 0 ? 0 : ::poll(&poller, 1, static_cast<int>(std::min<std::int64_t>(left_ms, 3'600'000)));
            if (ready > 0) return;
            if (ready == 0) throw failed("no answer in time");
            if (errno != EINTR) throw failed(std::strerror(errno));
        }
    }

    std::string where_;
    std::int64_t deadline_;
    int fd_ = -1;
    std::array<char, 65536> buffer_;
};

int parse_port(std::string_view url, std::string_view text) {
    int port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port < 1 || port > 65535) {
        throw usage_error("'" + printable(url) + "' has no valid port");
    }
    return port;
}

}  // namespace

HttpUrl parse_http_url(std::string_view url, AllowRemote remote) {
    constexpr std::string_view scheme = "http://";
    const bool readable =
        url.starts_with(scheme) && std::none_of(url.begin(), url.end(), [](char c) { return c <= ' ' || c == 0x7f; });
    if (!readable) {
        throw usage_error("'" + printable(url) + "' is not a URL that can be fetched",
                          "such as http://127.0.0.1:8080/schedules/F.json");
    }
    const std::string_view rest = url.substr(scheme.size());
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    std::string_view host = rest.substr(0, slash);
    HttpUrl parsed{{}, 80, std::string(rest.substr(slash))};
    if (parsed.path.empty()) parsed.path = "/";
    const std::size_t bracket = host.find(']');
    const std::size_t colon = host.find(':', bracket == host.npos ? 0 : bracket);
    if (colon != host.npos) {
        parsed.port = parse_port(url, host.substr(colon + 1));
        host = host.substr(0, colon);
    }
    if (bracket != host.npos && host.starts_with('[')) host = host.substr(1, host.size() - 2);
    parsed.address = host;
    if (remote == AllowRemote::no && parsed.address != "127.0.0.1") {
        throw usage_error("'" + printable(url) + "' is not on this device's 127.0.0.1",
                          "forward the port (adb reverse, ssh -R), or say --allow-remote");
    }
    return parsed;
}

std::string http_get(std::string_view url, AllowRemote remote, const HttpLimits& limits) {
    const HttpUrl parsed = parse_http_url(url, remote);
    Connection connection(parsed, limits);
    const bool v6 = parsed.address.find(':') != parsed.address.npos;
    const std::string host = (v6 ? "[" + parsed.address + "]" : parsed.address) + ":" + std::to_string(parsed.port);
    connection.send("GET " + parsed.path + " HTTP/1.1\r\nHost: " + host +
                    "\r\nUser-Agent: bt-agent\r\nAccept: application/json\r\nConnection: close\r\n\r\n");
    HttpAnswer answer(limits.bytes);
    while (!answer.complete()) {
        const std::string_view bytes = connection.receive();
        if (bytes.empty()) {
            if (answer.ends_with_connection()) break;
            throw connection.failed("the answer is cut after " + std::to_string(answer.body().size()) + " bytes");
        }
        answer.feed(bytes);
    }
    if (answer.status() != 200) {
        throw data_error(printable(url, 200) + ": the server answers " + std::to_string(answer.status()),
                         answer.status() == 404 ? "there is no such file; look at the server's /index.json" : "");
    }
    return std::move(answer).take_body();
}

}  // namespace bt::agent
