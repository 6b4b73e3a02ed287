#include "format/bench_lines.hpp"

#include <algorithm>

namespace bt::format {

void LineCutter::feed(std::string_view bytes) {
    while (!bytes.empty()) {
        const std::size_t end = bytes.find('\n');
        const std::string_view part = bytes.substr(0, end);
        if (end == std::string_view::npos) return keep(part);
        offset_ += end + 1;
        bytes.remove_prefix(end + 1);
        if (!in_a_line_) {
            hand_over(part);
            continue;
        }
        keep(part);
        offset_ -= part.size();  // counted with the whole line above
        hand_over(waiting_);
        waiting_.clear();
        in_a_line_ = false;
    }
}

void LineCutter::keep(std::string_view part) {
    in_a_line_ = true;
    offset_ += part.size();
    waiting_.append(part.substr(0, longest_ + 1 - std::min(longest_ + 1, waiting_.size())));
}

void LineCutter::hand_over(std::string_view line) {
    ++number_;
    line = line.substr(0, longest_ + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    take_({line, number_, offset_});
}

}  // namespace bt::format
