#include "system/stream.hpp"

#include <sys/ioctl.h>

#include <algorithm>
#include <array>

#include "bt/core/error.hpp"
#include "system/posix.hpp"

namespace bt::system {

std::size_t Stream::read_up_to(std::size_t most) {
    std::array<char, 65536> buffer;
    const std::size_t got = read_some(fd_.get(), buffer.data(), std::min(most, buffer.size()), what_);
    if (got == 0) {
        end();
    } else {
        feed({buffer.data(), got});
    }
    return got;
}

void Stream::read() { read_up_to(65536); }

void Stream::drain() {
    // Only what lies in the pipe: a process that lives on and holds it may write for ever.
    int left = 0;
    if (!fd_ || ::ioctl(fd_.get(), FIONREAD, &left) != 0) return;
    while (left > 0 && fd_) left -= static_cast<int>(read_up_to(static_cast<std::size_t>(left)));
    if (fd_) end();
}

void Stream::end() {
    fd_.reset();
    if (!on_line_ || kept_.empty()) return;
    on_line_(kept_);  // a last line without its '\n'
    kept_.clear();
}

void Stream::feed(std::string_view bytes) {
    if (on_bytes_) on_bytes_(bytes);
    if (on_line_) {
        feed_lines(bytes);
    } else if (!on_bytes_) {
        keep(bytes);
    }
}

void Stream::feed_lines(std::string_view bytes) {
    for (std::size_t newline; (newline = bytes.find('\n')) != bytes.npos; bytes.remove_prefix(newline + 1)) {
        if (kept_.empty()) {
            on_line_(bytes.substr(0, newline));
        } else {
            keep(bytes.substr(0, newline));
            on_line_(kept_);
            kept_.clear();
        }
    }
    keep(bytes);
}

void Stream::keep(std::string_view bytes) {
    if (bytes.size() > limit_ - kept_.size()) {
        throw host_error(what_ + (on_line_ ? " printed a line of more than " : " printed more than ") +
                         std::to_string(limit_) + " bytes");
    }
    kept_.append(bytes);
}

}  // namespace bt::system
