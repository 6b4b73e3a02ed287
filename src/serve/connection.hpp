#pragma once

#include <chrono>

#include "bt/system/fd.hpp"
#include "serve/answer.hpp"

namespace bt::serve {

using SteadyTime = std::chrono::steady_clock::time_point;

// One client: reads requests and writes answers as far as that goes without waiting.
class Connection {
public:
    enum class Wants { to_read, to_write, to_end };

    Connection(system::Fd fd, SteadyTime now) : fd_(std::move(fd)), since_(now) {}

    int fd() const { return fd_.get(); }

    // What can be done now, of all requests that have come.
    Wants proceed(Site& site, SteadyTime now);

    // A client has 10 s for a request and as long for every piece of an answer that it takes, and may be idle for a
    // minute between two requests.
    bool is_overdue(SteadyTime now) const;
    SteadyTime since() const { return since_; }
    bool is_idle() const { return answer_.left == 0 && answer_.head.empty() && in_.empty(); }

private:
    enum class Progress { done, blocked, broken };

    Progress receive();
    Progress send();
    Progress send_text();
    Progress send_file();
    bool take_request(Site& site);

    system::Fd fd_;
    SteadyTime since_;  // of the last progress
    std::string in_;
    Answer answer_;
    std::size_t head_sent_ = 0;
    bool ends_ = false;         // after the answer
    bool half_closed_ = false;  // the client sends no more
};

}  // namespace bt::serve
