#include "serve/connection.hpp"

#include <sys/sendfile.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include <algorithm>
#include <array>
#include <cerrno>

namespace bt::serve {
namespace {

bool would_block() { return errno == EAGAIN; }  // on Linux also EWOULDBLOCK

}  // namespace

Connection::Wants Connection::proceed(Site& site, SteadyTime now) {
    for (;;) {
        if (!answer_.head.empty()) {
            const std::uint64_t left = answer_.left;
            const Progress sent = send();
            if (sent == Progress::broken) return Wants::to_end;
            if (answer_.left != left) since_ = now;
            if (sent == Progress::blocked) return Wants::to_write;
            since_ = now;
            if (ends_) return Wants::to_end;
        }
        if (take_request(site)) continue;
        if (half_closed_) return Wants::to_end;
        const bool idle = in_.empty();
        switch (receive()) {
            case Progress::broken: return Wants::to_end;
            case Progress::blocked: return Wants::to_read;
            case Progress::done: break;
        }
        if (idle) since_ = now;
    }
}

bool Connection::is_overdue(SteadyTime now) const {
    return now - since_ > (is_idle() ? std::chrono::seconds(60) : std::chrono::seconds(10));
}

Connection::Progress Connection::receive() {
    std::array<char, 4096> bytes;
    for (;;) {
        const ssize_t got = ::recv(fd_.get(), bytes.data(), bytes.size(), 0);
        if (got > 0) {
            in_.append(bytes.data(), static_cast<std::size_t>(got));
            return Progress::done;
        }
        if (got == 0) {
            half_closed_ = true;
            return Progress::done;
        }
        if (errno == EINTR) continue;
        return would_block() ? Progress::blocked : Progress::broken;
    }
}

// Whether there is an answer now.
bool Connection::take_request(Site& site) {
    while (in_.starts_with("\r\n")) in_.erase(0, 2);  // some clients end a request with one too many
    const std::size_t end = in_.find("\r\n\r\n");
    if (std::min(end, in_.size()) > longest_head) {
        answer_ = Site::refuse(431, "the head of the request is too long");
        ends_ = true;
        return true;
    }
    if (end == std::string::npos) return false;
    Request request;
    const auto bad = parse_request(std::string_view(in_).substr(0, end), request);
    try {
        answer_ = bad ? Site::refuse(bad->status, bad->why) : site.answer(request);
    } catch (const std::exception&) {
        answer_ = Site::refuse(500, "the store cannot be read; runner status says why", request.method);
    }
    head_sent_ = 0;
    ends_ = answer_.keep_alive == KeepAlive::no;
    in_.erase(0, end + 4);
    return true;
}

Connection::Progress Connection::send() {
    const Progress sent = answer_.file ? send_file() : send_text();
    if (sent == Progress::done) {
        answer_ = {};
        head_sent_ = 0;
    }
    return sent;
}

Connection::Progress Connection::send_text() {
    while (head_sent_ < answer_.head.size() || answer_.left > 0) {
        std::array<iovec, 2> pieces{};
        pieces[0] = {answer_.head.data() + head_sent_, answer_.head.size() - head_sent_};
        if (answer_.left > 0) {
            pieces[1] = {const_cast<char*>(answer_.text->data()) + answer_.offset, answer_.left};
        }
        msghdr message{};
        message.msg_iov = pieces.data();
        message.msg_iovlen = pieces.size();
        const ssize_t sent = ::sendmsg(fd_.get(), &message, MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return would_block() ? Progress::blocked : Progress::broken;
        const std::size_t of_head = std::min(static_cast<std::size_t>(sent), pieces[0].iov_len);
        head_sent_ += of_head;
        answer_.offset += static_cast<std::size_t>(sent) - of_head;
        answer_.left -= static_cast<std::size_t>(sent) - of_head;
    }
    return Progress::done;
}

Connection::Progress Connection::send_file() {
    while (head_sent_ < answer_.head.size()) {
        const ssize_t sent = ::send(fd_.get(), answer_.head.data() + head_sent_, answer_.head.size() - head_sent_,
                                    MSG_NOSIGNAL | MSG_MORE);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return would_block() ? Progress::blocked : Progress::broken;
        head_sent_ += static_cast<std::size_t>(sent);
    }
    while (answer_.left > 0) {
        auto offset = static_cast<off_t>(answer_.offset);
        constexpr std::uint64_t most = 1U << 20U;  // others want their turn
        const ssize_t sent = ::sendfile(fd_.get(), answer_.file->get(), &offset, std::min(answer_.left, most));
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) return would_block() ? Progress::blocked : Progress::broken;
        if (sent == 0) return Progress::broken;  // the file became shorter: what was promised cannot be kept
        answer_.offset += static_cast<std::uint64_t>(sent);
        answer_.left -= static_cast<std::uint64_t>(sent);
    }
    return Progress::done;
}

}  // namespace bt::serve
