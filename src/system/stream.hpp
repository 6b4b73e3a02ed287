#pragma once

#include <string>

#include "bt/system/child.hpp"

namespace bt::system {

// One stream of a child on its way to whoever wants it: kept whole, cut into lines, or passed on as it comes.
// The listeners outlive it.
class Stream {
public:
    Stream(Fd fd, std::string what, std::size_t limit, const Listener& on_line, const Listener& on_bytes)
        : fd_(std::move(fd)), what_(std::move(what)), limit_(limit), on_line_(on_line), on_bytes_(on_bytes) {}

    int fd() const { return fd_.get(); }  // -1 from the end on

    void read();   // what is there now, up to one buffer
    void drain();  // what is there now; then the stream has ended, whoever else may hold it
    std::string take_kept() { return std::move(kept_); }

private:
    void feed(std::string_view bytes);
    void feed_lines(std::string_view bytes);
    void keep(std::string_view bytes);
    void end();
    std::size_t read_up_to(std::size_t most);

    Fd fd_;
    std::string what_;
    std::size_t limit_;
    const Listener& on_line_;
    const Listener& on_bytes_;
    std::string kept_;  // all of it, or with on_line the line in progress
};

}  // namespace bt::system
