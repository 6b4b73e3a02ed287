#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace bt::format {

// What is wrong in one line; the reader adds file and line.
struct LineFault {
    std::size_t column;  // 0-based
    std::string expected;
};

// Goes through a line from left to right and throws LineFault where it is not as expected.
class LineCursor {
public:
    explicit LineCursor(std::string_view line) : begin_(line.data()), at_(begin_), end_(begin_ + line.size()) {}

    bool skip(std::string_view text) {  // false, and stays, where something else stands here
        if (left() < text.size() || std::memcmp(at_, text.data(), text.size()) != 0) return false;
        at_ += text.size();
        return true;
    }

    void need(std::string_view text) {
        if (!skip(text)) fault("'" + std::string(text) + "'");
    }

    std::uint64_t number(std::uint64_t most, const char* what) {
        const char* const first = at_;
        std::uint64_t value = 0;
        // 19 digits always fit 64 bits; a 20th makes the number absurd, whatever it is.
        const char* const last = left() > 19 ? at_ + 19 : end_;
        while (at_ != last && digit(*at_) <= 9) value = value * 10 + digit(*at_++);
        if (at_ == first) fault(what);
        if (value > most || (at_ != end_ && digit(*at_) <= 9)) {
            at_ = first;
            fault(std::string(what) + " of at most " + std::to_string(most));
        }
        return value;
    }

    std::string_view word() {  // up to a blank or the end
        const char* const first = at_;
        while (at_ != end_ && *at_ != ' ') ++at_;
        return {first, static_cast<std::size_t>(at_ - first)};
    }

    void skip_blanks() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\t')) ++at_;
    }

    std::string_view rest() {
        const std::string_view text(at_, left());
        at_ = end_;
        return text;
    }

    void done() const {
        if (at_ != end_) fault("the end of the line");
    }

    std::size_t column() const { return static_cast<std::size_t>(at_ - begin_); }

    [[noreturn, gnu::cold, gnu::noinline]] void fault(std::string expected) const {
        throw LineFault{column(), std::move(expected)};
    }

private:
    static unsigned digit(char c) { return static_cast<unsigned>(static_cast<unsigned char>(c)) - '0'; }
    std::size_t left() const { return static_cast<std::size_t>(end_ - at_); }

    const char* begin_;
    const char* at_;
    const char* end_;
};

}  // namespace bt::format
