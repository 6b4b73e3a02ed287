#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace bt::format {

// Cuts a stream into lines without their ends, however the pieces fall. A line beyond `longest` is handed over cut to
// that length plus one byte, so that the taker sees that it is too long; the rest of it is not kept.
class LineCutter {
public:
    struct Line {
        std::string_view text;   // without LF or CRLF
        std::size_t number = 0;  // from 1
        std::size_t end = 0;     // bytes of the stream up to and with the line's end
    };

    LineCutter(std::size_t longest, std::function<void(const Line&)> take)
        : longest_(longest), take_(std::move(take)) {}

    void feed(std::string_view bytes);
    bool in_a_line() const { return in_a_line_; }  // bytes without a line end are waiting
    std::string_view waiting() const { return waiting_; }
    std::size_t lines() const { return number_; }

private:
    void keep(std::string_view part);
    void hand_over(std::string_view line);

    std::size_t longest_;
    std::function<void(const Line&)> take_;
    std::string waiting_;
    bool in_a_line_ = false;
    std::size_t number_ = 0;
    std::size_t offset_ = 0;
};

}  // namespace bt::format
