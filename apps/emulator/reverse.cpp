#include "emulator/reverse.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>

#include "emulator/loopback.hpp"

namespace bt::emulator {
namespace {

std::string with_length(std::string_view text) {
    std::array<char, 5> length;
    std::snprintf(length.data(), length.size(), "%04zx", text.size());
    return std::string(length.data()) + std::string(text);
}

std::string refused(std::string_view why) { return "FAIL" + with_length(why); }

// The port in "tcp:PORT", or nothing.
std::optional<std::uint16_t> tcp_port(std::string_view name) {
    if (!name.starts_with("tcp:")) return std::nullopt;
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(name.data() + 4, name.data() + name.size(), port);
    if (error != std::errc() || end != name.data() + name.size()) return std::nullopt;
    return port;
}

// The host's last words often come together with its good-bye: they still reach the program on the device. Owns the
// socket.
void send_rest(Loop& loop, int socket, std::string text) {
    loop.watch(socket, POLLOUT, [&loop, socket, text = std::move(text), done = std::size_t{0}](short) mutable {
        const ssize_t written = ::send(socket, text.data() + done, text.size() - done, MSG_NOSIGNAL);
        if (written > 0) done += static_cast<std::size_t>(written);
        const bool broken = written < 0 && errno != EAGAIN;
        if (done < text.size() && !broken) return;
        loop.forget(socket);
        close(socket);
    });
}

class SocketService : public Service {
public:
    SocketService(int socket, Loop& loop, Stream& stream) : socket_(socket), loop_(loop), stream_(stream) { watch(); }

    ~SocketService() override {
        loop_.forget(socket_);
        if (to_socket_.empty()) {
            close(socket_);
        } else {
            send_rest(loop_, socket_, std::move(to_socket_));
        }
    }

    void receive(std::string_view bytes) override {
        to_socket_.append(bytes);
        watch();
    }
    void drained() override { watch(); }

private:
    void watch() {
        short events = 0;
        if (!ended_ && stream_.waiting() <= enough_waiting) events |= POLLIN;
        if (!to_socket_.empty()) events |= POLLOUT;
        if (events == 0) return loop_.forget(socket_);
        loop_.watch(socket_, events, [this](short revents) { ready(revents); });
    }

    void ready(short revents) {
        if ((revents & POLLOUT) && !to_socket_.empty()) {
            const ssize_t written = ::send(socket_, to_socket_.data(), to_socket_.size(), MSG_NOSIGNAL);
            if (written < 0 && errno != EAGAIN) return end();
            if (written > 0) to_socket_.erase(0, static_cast<std::size_t>(written));
        }
        if (revents & (POLLIN | POLLHUP | POLLERR)) {
            std::array<char, 65536> bytes;
            const ssize_t got = recv(socket_, bytes.data(), bytes.size(), 0);
            if (got == 0 || (got < 0 && errno != EAGAIN)) return end();
            if (got > 0) stream_.send({bytes.data(), static_cast<std::size_t>(got)});
        }
        watch();
    }

    void end() {
        ended_ = true;
        loop_.forget(socket_);
        stream_.finish();
    }

    int socket_;
    Loop& loop_;
    Stream& stream_;
    std::string to_socket_;
    bool ended_ = false;
};

}  // namespace

std::unique_ptr<Service> make_socket_service(int socket, Loop& loop, Stream& stream) {
    return std::make_unique<SocketService>(socket, loop, stream);
}

Reverse::~Reverse() {
    for (const auto& [name, listener] : listeners_) stop(listener);
}

void Reverse::stop(const Listener& listener) {
    loop_.forget(listener.fd);
    close(listener.fd);
}

std::string Reverse::answer(std::string_view request) {
    constexpr std::string_view forward_to = "forward:";
    constexpr std::string_view kill_one = "killforward:";
    if (request == "list-forward") {
        std::string lines;
        for (const auto& [name, listener] : listeners_) lines += "UsbFfs " + name + " " + listener.destination + "\n";
        return with_length(lines);
    }
    if (request == "killforward-all") {
        for (const auto& [name, listener] : listeners_) stop(listener);
        listeners_.clear();
        return "OKAY";
    }
    if (request.starts_with(kill_one)) return kill(request.substr(kill_one.size()));
    if (request.starts_with("forward:norebind:")) return forward(request.substr(17), false);
    if (request.starts_with(forward_to)) return forward(request.substr(forward_to.size()), true);
    return refused("unknown request");
}

std::string Reverse::kill(std::string_view local) {
    const auto found = listeners_.find(std::string(local));
    if (found == listeners_.end()) return refused("listener '" + std::string(local) + "' not found");
    stop(found->second);
    listeners_.erase(found);
    return "OKAY";
}

std::string Reverse::forward(std::string_view specification, bool rebind) {
    const std::size_t semicolon = specification.find(';');
    if (semicolon == std::string_view::npos) return refused("bad forward: " + std::string(specification));
    const std::string_view local = specification.substr(0, semicolon);
    const std::string destination(specification.substr(semicolon + 1));
    const auto port = tcp_port(local);
    if (!port || !tcp_port(destination)) return refused("only tcp:PORT is forwarded here");
    const auto known = listeners_.find(std::string(local));
    if (known != listeners_.end()) {
        if (!rebind) return refused("cannot rebind existing socket");
        known->second.destination = destination;
        return "OKAY";
    }
    const auto listening = listen_on_loopback(*port);
    if (!listening) return refused("cannot bind listener: Address already in use");
    const std::string name = "tcp:" + std::to_string(listening->port);
    listeners_[name] = {listening->fd, destination};
    loop_.watch(listening->fd, POLLIN, [this, name](short) {
        const Listener& listener = listeners_.at(name);
        const int accepted = accept4(listener.fd, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (accepted >= 0) open_(listener.destination, accepted);
    });
    return *port == 0 ? "OKAY" + with_length(std::to_string(listening->port)) : "OKAY";
}

}  // namespace bt::emulator
