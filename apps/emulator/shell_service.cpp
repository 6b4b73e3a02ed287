#include "emulator/shell_service.hpp"

#include <unistd.h>

#include <array>
#include <cerrno>

#include "emulator/child.hpp"

namespace bt::emulator {
namespace {

// Packets of the shell protocol: one byte that says what, four bytes of length, the bytes.
enum class Packet : char { in = 0, out = 1, err = 2, exit = 3, close_in = 4 };

constexpr std::size_t packet_header = 5;

std::string packet(Packet kind, std::string_view bytes) {
    std::string out(1, static_cast<char>(kind));
    for (unsigned shift = 0; shift < 32; shift += 8) out += static_cast<char>(bytes.size() >> shift);
    return out.append(bytes);
}

std::size_t length_at(std::string_view header) {
    std::size_t length = 0;
    for (std::size_t i = 4; i > 0; --i) length = length << 8U | static_cast<unsigned char>(header[i]);
    return length;
}

class ShellService : public Service {
public:
    ShellService(ShellKind kind, const std::string& command, Device& device, Loop& loop, Stream& stream, PullCable pull)
        : kind_(kind),
          loop_(loop),
          stream_(stream),
          pull_cable_(std::move(pull)),
          stalled_(device.faults.strikes(Fault::stall)),
          cable_breaks_(device.faults.strikes(Fault::drop_mid_command)),
          child_(host_command(device, command), environment_of(device), device.root.string()) {
        if (stalled_) return;
        watch_out();
        watch_err();
        loop_.watch(child_.ended(), POLLIN, [this](short) { finish(); });
    }

    ~ShellService() override {
        for (const int fd : {child_.in(), child_.out(), child_.err(), child_.ended()}) loop_.forget(fd);
    }

    void receive(std::string_view bytes) override {
        if (kind_ != ShellKind::v2) {
            to_child(bytes);
            return;
        }
        packets_.append(bytes);
        while (packets_.size() >= packet_header) {
            const std::size_t length = length_at(packets_);
            if (packets_.size() < packet_header + length) return;
            take(Packet{packets_[0]}, std::string_view(packets_).substr(packet_header, length));
            packets_.erase(0, packet_header + length);
        }
    }

    void drained() override {
        if (stalled_ || ending_) return;
        watch_out();
        watch_err();
    }

private:
    void take(Packet kind, std::string_view bytes) {
        if (kind == Packet::in) to_child(bytes);
        if (kind != Packet::close_in) return;
        in_ends_ = true;
        feed_child();
    }

    void to_child(std::string_view bytes) {
        for_child_.append(bytes);
        feed_child();
    }

    void feed_child() {
        if (child_.in() < 0) return;
        while (!for_child_.empty()) {
            const ssize_t written = write(child_.in(), for_child_.data(), for_child_.size());
            if (written < 0 && errno == EAGAIN) {
                loop_.watch(child_.in(), POLLOUT, [this](short) { feed_child(); });
                return;
            }
            if (written < 0) {
                for_child_.clear();
                in_ends_ = true;
                break;
            }
            for_child_.erase(0, static_cast<std::size_t>(written));
        }
        loop_.forget(child_.in());
        if (in_ends_) child_.close_in();
    }

    void watch_out() {
        if (child_.out() >= 0) loop_.watch(child_.out(), POLLIN, [this](short) { pass_on(Packet::out); });
    }
    void watch_err() {
        if (child_.err() >= 0) loop_.watch(child_.err(), POLLIN, [this](short) { pass_on(Packet::err); });
    }

    int fd_of(Packet kind) const { return kind == Packet::out ? child_.out() : child_.err(); }

    void close_of(Packet kind) {
        loop_.forget(fd_of(kind));
        kind == Packet::out ? child_.close_out() : child_.close_err();
    }

    // Reads once; false when there is no more for now.
    bool pass_on(Packet kind) {
        std::array<char, 32768> bytes;
        const int fd = fd_of(kind);
        if (fd < 0) return false;
        const ssize_t got = read(fd, bytes.data(), bytes.size());
        if (got < 0) return false;
        if (got == 0) {
            close_of(kind);
            return false;
        }
        if (cable_breaks_) {
            pull_cable_();
            return false;
        }
        deliver(kind, {bytes.data(), static_cast<std::size_t>(got)});
        if (stream_.waiting() > enough_waiting) loop_.forget(fd);
        return true;
    }

    void deliver(Packet kind, std::string_view bytes) {
        if (kind_ == ShellKind::v2) {
            stream_.send(packet(kind, bytes));
        } else {
            stream_.send(bytes);
        }
    }

    // The shell has ended: what it wrote goes out, what it left in the background keeps nobody waiting.
    void finish() {
        ending_ = true;
        loop_.forget(child_.ended());
        while (!cable_breaks_ && pass_on(Packet::out)) {
        }
        while (!cable_breaks_ && pass_on(Packet::err)) {
        }
        for (const int fd : {child_.out(), child_.err()}) loop_.forget(fd);
        const char code = static_cast<char>(child_.wait());
        if (cable_breaks_) {
            pull_cable_();
            return;
        }
        if (kind_ == ShellKind::v2) stream_.send(packet(Packet::exit, {&code, 1}));
        stream_.finish();
    }

    ShellKind kind_;
    Loop& loop_;
    Stream& stream_;
    PullCable pull_cable_;
    bool stalled_;
    bool cable_breaks_;
    Child child_;
    std::string packets_;
    std::string for_child_;
    bool in_ends_ = false;
    bool ending_ = false;
};

}  // namespace

std::unique_ptr<Service> make_shell_service(ShellKind kind, const std::string& command, Device& device, Loop& loop,
                                            Stream& stream, PullCable pull_cable) {
    return std::make_unique<ShellService>(kind, command, device, loop, stream, std::move(pull_cable));
}

}  // namespace bt::emulator
