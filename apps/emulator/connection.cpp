#include "emulator/connection.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "emulator/shell_service.hpp"
#include "emulator/sync_service.hpp"

namespace bt::emulator {

// Bytes wait in the stream until the host has acknowledged the message before them.
class Connection::Open : public Stream {
public:
    Open(Connection& connection, std::uint32_t ours, std::uint32_t theirs)
        : connection_(connection), ours_(ours), theirs_(theirs) {}

    void serve(std::unique_ptr<Service> service) { service_ = std::move(service); }
    Service* service() { return service_.get(); }
    std::uint32_t theirs() const { return theirs_; }
    void accepted(std::uint32_t theirs) { theirs_ = theirs; }

    void send(std::string_view bytes) override {
        waiting_.append(bytes);
        send_next();
    }
    std::size_t waiting() const override { return waiting_.size(); }
    void finish() override {
        finished_ = true;
        close_when_sent();
    }

    void acknowledged() {
        in_flight_ = false;
        send_next();
        close_when_sent();
        if (waiting_.empty() && !finished_ && service_) service_->drained();
    }

private:
    void send_next() {
        if (in_flight_ || waiting_.empty() || theirs_ == 0) return;
        const std::size_t size = std::min(waiting_.size(), connection_.largest_payload_);
        in_flight_ = true;
        connection_.send({Verb::write, ours_, theirs_, waiting_.substr(0, size)});
        waiting_.erase(0, size);
    }

    void close_when_sent() {
        if (!finished_ || in_flight_ || !waiting_.empty()) return;
        connection_.soon([id = ours_](Connection& connection) { connection.close_stream(id); });
    }

    Connection& connection_;
    std::uint32_t ours_;
    std::uint32_t theirs_;
    std::unique_ptr<Service> service_;
    std::string waiting_;
    bool in_flight_ = false;
    bool finished_ = false;
};

Connection::Connection(int socket, Device& device, Loop& loop, std::function<void(Connection*)> gone)
    : socket_(socket),
      device_(device),
      loop_(loop),
      gone_(std::move(gone)),
      reverse_(loop, [this](const std::string& destination, int accepted) { open_to_host(destination, accepted); }) {}

Connection::~Connection() {
    streams_.clear();
    loop_.forget(socket_);
    close(socket_);
}

void Connection::start() { watch(); }

void Connection::watch() {
    if (unplugged_) return;
    const short out = to_socket_.empty() ? short{0} : short{POLLOUT};
    const short in = delayed_ ? short{0} : short{POLLIN};
    loop_.watch(socket_, static_cast<short>(in | out), [self = weak_from_this()](short revents) {
        if (const auto connection = self.lock()) connection->ready(revents);
    });
}

void Connection::ready(short revents) {
    if (revents & POLLOUT) send_raw({});
    if (revents & (POLLIN | POLLHUP | POLLERR)) {
        std::array<char, 262144> bytes;
        const ssize_t got = recv(socket_, bytes.data(), bytes.size(), MSG_DONTWAIT);
        if (got == 0 || (got < 0 && errno != EAGAIN)) return pull_cable();
        if (got > 0) reader_.feed({bytes.data(), static_cast<std::size_t>(got)});
        take_messages();
    }
    watch();
}

void Connection::take_messages() {
    const auto slowness = device_.faults.number(Fault::slow);
    while (!unplugged_ && !delayed_) {
        const auto message = reader_.next();
        if (reader_.broken()) return pull_cable();
        if (!message) return;
        const auto limit = device_.faults.number(Fault::drop);
        if (limit && messages_++ >= *limit) return pull_cable();
        take(*message);
        if (!slowness) continue;
        delayed_ = true;
        loop_.at(Loop::Clock::now() + std::chrono::milliseconds(*slowness), [self = weak_from_this()] {
            const auto connection = self.lock();
            if (!connection) return;
            connection->delayed_ = false;
            connection->take_messages();
            connection->watch();
        });
    }
}

void Connection::take(const Message& message) {
    if (message.verb == Verb::connect || message.verb == Verb::auth) return shake_hands(message);
    if (message.verb == Verb::open) return open(message);
    const auto found = streams_.find(message.second);
    if (found == streams_.end()) return;  // closed a moment ago from our side
    Open& stream = *found->second;
    switch (message.verb) {
        case Verb::write:
            if (stream.service()) stream.service()->receive(message.payload);
            send({Verb::okay, message.second, message.first});
            break;
        case Verb::okay:
            stream.accepted(message.first);
            stream.acknowledged();
            break;
        default: close_stream(message.second);
    }
}

void Connection::shake_hands(const Message& message) {
    if (device_.faults.has(Fault::offline)) return;
    if (device_.faults.has(Fault::unauthorized)) {
        constexpr std::uint32_t token = 1;
        constexpr std::uint32_t public_key = 3;  // the host has no other key: a person would be asked now
        if (message.verb == Verb::auth && message.first == public_key) return;
        return send({Verb::auth, token, 0, std::string(20, 'k')});
    }
    if (message.verb != Verb::connect) return;
    largest_payload_ = std::clamp<std::size_t>(message.second, 1, largest_payload);
    send({Verb::connect, protocol_version, static_cast<std::uint32_t>(largest_payload), banner(device_)});
}

void Connection::open(const Message& message) {
    const std::string name(message.payload.c_str());  // up to the zero that ends it
    const std::uint32_t id = next_id_++;
    auto stream = std::make_unique<Open>(*this, id, message.first);
    auto service = make_service(name, *stream);
    if (unplugged_) return;
    if (!service && !name.starts_with("reverse:")) return send({Verb::close, 0, message.first});
    stream->serve(std::move(service));
    Open& opened = *(streams_[id] = std::move(stream));
    send({Verb::okay, id, message.first});
    if (opened.service()) return;
    opened.send(reverse_.answer(std::string_view(name).substr(8)));
    opened.finish();
}

std::unique_ptr<Service> Connection::make_service(const std::string& name, Stream& stream) {
    if (name.starts_with("sync:")) return make_sync_service(device_, stream);
    const bool shell = name.starts_with("shell");
    if (!shell && !name.starts_with("exec:")) return nullptr;
    const std::size_t colon = name.find(':');
    if (colon == std::string::npos) return nullptr;
    if (device_.faults.strikes(Fault::garbage)) {
        std::string noise(64, '\0');
        for (char& byte : noise) byte = static_cast<char>(device_.chance());
        send_raw(noise);
        soon([](Connection& connection) { connection.pull_cable(); });
        unplugged_ = true;
        return nullptr;
    }
    const bool v2 = name.substr(0, colon).find(",v2") != std::string::npos;
    return make_shell_service(v2 ? ShellKind::v2 : ShellKind::raw, name.substr(colon + 1), device_, loop_, stream,
                              [this] { soon([](Connection& connection) { connection.pull_cable(); }); });
}

void Connection::open_to_host(const std::string& destination, int accepted) {
    const std::uint32_t id = next_id_++;
    auto stream = std::make_unique<Open>(*this, id, 0);
    stream->serve(make_socket_service(accepted, loop_, *stream));
    streams_[id] = std::move(stream);
    send({Verb::open, id, 0, destination + '\0'});
}

void Connection::send(const Message& message) { send_raw(encode(message)); }

void Connection::send_raw(std::string_view bytes) {
    if (unplugged_) return;
    to_socket_.append(bytes);
    std::size_t done = 0;
    while (done < to_socket_.size()) {
        const ssize_t sent =
            ::send(socket_, to_socket_.data() + done, to_socket_.size() - done, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN) soon([](Connection& connection) { connection.pull_cable(); });
        if (sent <= 0) break;
        done += static_cast<std::size_t>(sent);
    }
    to_socket_.erase(0, done);
    watch();
}

void Connection::close_stream(std::uint32_t id) {
    const auto found = streams_.find(id);
    if (found == streams_.end()) return;
    send({Verb::close, id, found->second->theirs()});
    streams_.erase(found);
}

void Connection::soon(std::function<void(Connection&)> action) {
    loop_.at(Loop::Clock::now(), [self = weak_from_this(), action = std::move(action)] {
        if (const auto connection = self.lock()) action(*connection);
    });
}

void Connection::pull_cable() {
    unplugged_ = true;
    loop_.forget(socket_);
    soon([](Connection& connection) { connection.gone_(&connection); });
}

}  // namespace bt::emulator
