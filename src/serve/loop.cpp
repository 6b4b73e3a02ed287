#include "serve/loop.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "bt/core/error.hpp"

namespace bt::serve {
namespace {

void watch(int poll, int operation, int fd, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    ::epoll_ctl(poll, operation, fd, &event);
}

}  // namespace

Loop::Loop(int listener, std::unique_ptr<Site> site, const system::Cancellation& stop)
    : listener_(listener), site_(std::move(site)), stop_(stop), poll_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (!poll_) throw host_error(std::string("cannot wait for clients: ") + std::strerror(errno));
    watch(poll_.get(), EPOLL_CTL_ADD, listener_, EPOLLIN | EPOLLEXCLUSIVE);
    watch(poll_.get(), EPOLL_CTL_ADD, stop_.fd(), EPOLLIN);
    thread_ = std::thread([this] { run(); });
}

void Loop::run() {
    std::array<epoll_event, 256> events{};
    while (!stop_.requested()) {
        const int ready = ::epoll_wait(poll_.get(), events.data(), static_cast<int>(events.size()), 1000);
        now_ = std::chrono::steady_clock::now();
        for (int i = 0; i < ready && !stop_.requested(); ++i) {
            const int fd = events[static_cast<std::size_t>(i)].data.fd;
            if (fd == stop_.fd()) continue;
            fd == listener_ ? accept_all() : proceed(fd);
        }
        if (now_ - looked_ >= std::chrono::seconds(1)) end_overdue();
    }
    connections_.clear();
}

void Loop::accept_all() {
    constexpr int most_at_once = 64;  // those that are there want their turn
    for (int i = 0; i < most_at_once; ++i) {
        system::Fd fd(::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (!fd) {
            if (errno == EMFILE || errno == ENFILE) end_longest_idle();
            return;
        }
        const int yes = 1;
        ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
        if (connections_.size() >= most_connections) end_longest_idle();
        const int number = fd.get();
        connections_.emplace(number, Connection(std::move(fd), now_));
        wants_[number] = Connection::Wants::to_read;
        watch(poll_.get(), EPOLL_CTL_ADD, number, EPOLLIN);
    }
}

void Loop::proceed(int fd) {
    const auto found = connections_.find(fd);
    if (found == connections_.end()) return;
    const Connection::Wants wants = found->second.proceed(*site_, now_);
    if (wants == Connection::Wants::to_end) {
        connections_.erase(found);
        wants_.erase(fd);
    } else if (Connection::Wants& before = wants_[fd]; before != wants) {
        before = wants;
        watch(poll_.get(), EPOLL_CTL_MOD, fd, wants == Connection::Wants::to_read ? EPOLLIN : EPOLLOUT);
    }
}

void Loop::end_overdue() {
    looked_ = now_;
    for (auto each = connections_.begin(); each != connections_.end();) {
        if (!each->second.is_overdue(now_)) {
            ++each;
            continue;
        }
        wants_.erase(each->first);
        each = connections_.erase(each);
    }
}

// Whoever has made no progress for longest makes room.
void Loop::end_longest_idle() {
    auto longest = connections_.begin();
    for (auto each = connections_.begin(); each != connections_.end(); ++each) {
        if (each->second.since() < longest->second.since()) longest = each;
    }
    if (longest == connections_.end()) return;
    wants_.erase(longest->first);
    connections_.erase(longest);
}

}  // namespace bt::serve
