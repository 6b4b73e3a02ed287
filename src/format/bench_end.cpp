#include "format/bench_end.hpp"

#include "format/csv.hpp"

namespace bt::format {

std::optional<BenchEnd> parse_bench_end(std::string_view line) {
    constexpr std::string_view head = "### BT END status=";
    constexpr std::string_view middle = " lines=";
    constexpr std::string_view tail = " ###";
    if (!line.starts_with(head) || !line.ends_with(tail) || line.size() < head.size() + tail.size())
        return std::nullopt;
    line = line.substr(head.size(), line.size() - head.size() - tail.size());
    const std::size_t at = line.find(middle);
    if (at == std::string_view::npos) return std::nullopt;
    const auto status = parse_whole(line.substr(0, at));
    const auto lines = parse_whole(line.substr(at + middle.size()));
    if (!status || !lines || *status < 0 || *status > 255 || *lines < 1) return std::nullopt;
    return BenchEnd{static_cast<int>(*status), static_cast<std::size_t>(*lines)};
}

std::string end_text(const BenchEnd& end) {
    return "### BT END status=" + std::to_string(end.status) + " lines=" + std::to_string(end.lines) + " ###\n";
}

}  // namespace bt::format
