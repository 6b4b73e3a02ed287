#include "serve/request.hpp"

#include <algorithm>
#include <charconv>

namespace bt::serve {
namespace {

bool same(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// Nothing for a '%' without two hex digits, and for a zero byte, behind which the system would not look.
std::optional<std::string> decoded(std::string_view path) {
    std::string out;
    for (std::size_t i = 0; i < path.size(); ++i) {
        char c = path[i];
        if (c == '%') {
            const int high = i + 2 < path.size() ? hex_digit(path[i + 1]) : -1;
            const int low = i + 2 < path.size() ? hex_digit(path[i + 2]) : -1;
            if (high < 0 || low < 0) return std::nullopt;
            c = static_cast<char>(high * 16 + low);
            i += 2;
        }
        if (c == '\0') return std::nullopt;
        out += c;
    }
    return out;
}

std::string host_of(std::string_view field) {
    const std::size_t bracket = field.find(']');
    const std::size_t colon = field.find(':', bracket == field.npos ? 0 : bracket);
    return std::string(field.substr(0, colon));
}

std::optional<BadRequest> parse_line(std::string_view line, Request& request) {
    const std::size_t space = line.find(' ');
    const std::size_t second = line.rfind(' ');
    if (space == line.npos || second == space) return BadRequest{400, "no request line"};
    const std::string_view method = line.substr(0, space);
    const std::string_view version = line.substr(second + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") return BadRequest{505, "HTTP/1.1 or 1.0 only"};
    if (version == "HTTP/1.0") request.keep_alive = KeepAlive::no;
    request.method = method == "GET" ? Method::get : method == "HEAD" ? Method::head : Method::other;
    std::string_view target = line.substr(space + 1, second - space - 1);
    target = target.substr(0, target.find('?'));
    const auto path = decoded(target);
    if (!path || !path->starts_with('/')) return BadRequest{400, "no path"};
    request.path = *path;
    return std::nullopt;
}

std::optional<BadRequest> take_field(std::string_view field, Request& request) {
    const std::size_t colon = field.find(':');
    if (colon == field.npos || colon == 0) return BadRequest{400, "a header field without ':'"};
    const std::string_view name = field.substr(0, colon);
    const std::string_view value = trimmed(field.substr(colon + 1));
    if (same(name, "host")) {
        if (request.host) return BadRequest{400, "two Host fields"};
        request.host = host_of(value);
    } else if (same(name, "range")) {
        request.range = value;
    } else if (same(name, "if-none-match")) {
        request.if_none_match = value;
    } else if (same(name, "if-range")) {
        request.if_range = value;
    } else if (same(name, "connection")) {
        if (same(value, "close")) request.keep_alive = KeepAlive::no;
        if (same(value, "keep-alive")) request.keep_alive = KeepAlive::yes;
    } else if ((same(name, "content-length") && value != "0") || same(name, "transfer-encoding")) {
        return BadRequest{413, "requests have no body here"};  // it would be read as the next request
    }
    return std::nullopt;
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

std::optional<BadRequest> parse_request(std::string_view head, Request& request) {
    std::size_t end = std::min(head.find("\r\n"), head.size());
    const auto bad_line = parse_line(head.substr(0, end), request);
    std::optional<BadRequest> bad = bad_line;
    while (end < head.size()) {
        const std::size_t begin = end + 2;
        end = std::min(head.find("\r\n", begin), head.size());
        const auto fault = take_field(head.substr(begin, end - begin), request);
        if (!bad) bad = fault;
    }
    const bool needs_host = head.substr(0, head.find("\r\n")).ends_with("HTTP/1.1");
    if (!bad && needs_host && !request.host) bad = BadRequest{400, "HTTP/1.1 needs a Host field"};
    if (bad) request.keep_alive = KeepAlive::no;
    return bad;
}

Extent parse_range(std::string_view range, std::uint64_t size) {
    const Extent whole{Extent::Kind::whole, 0, size};
    constexpr std::string_view unit = "bytes=";
    if (!range.starts_with(unit)) return whole;
    range.remove_prefix(unit.size());
    const std::size_t dash = range.find('-');
    if (dash == range.npos) return whole;
    const auto first = number(range.substr(0, dash));
    const auto last = number(range.substr(dash + 1));
    if (dash == 0) {  // the last so many bytes
        if (!last) return whole;
        if (*last == 0 || size == 0) return {Extent::Kind::behind_end};
        const std::uint64_t count = std::min(*last, size);
        return {Extent::Kind::part, size - count, count};
    }
    if (!first || (!last && dash + 1 < range.size()) || (last && *last < *first)) return whole;
    if (*first >= size) return {Extent::Kind::behind_end};
    const std::uint64_t end = last ? std::min(*last, size - 1) : size - 1;
    return {Extent::Kind::part, *first, end - *first + 1};
}

}  // namespace bt::serve
