#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bt::serve {

enum class Method { get, head, other };
enum class KeepAlive { no, yes };

// The head of a request, as far as anything here depends on it.
struct Request {
    Method method = Method::get;
    std::string path;                 // decoded; begins with '/'; holds no zero byte
    std::optional<std::string> host;  // without the port
    std::string range;
    std::string if_none_match;
    std::string if_range;
    KeepAlive keep_alive = KeepAlive::yes;
};

struct BadRequest {
    int status;
    std::string_view why;
};

inline constexpr std::size_t longest_head = 16384;

// `head`: up to and without the empty line. Nothing where it is a good request; `request` is then filled.
std::optional<BadRequest> parse_request(std::string_view head, Request& request);

// Which bytes of a file are asked for.
struct Extent {
    enum class Kind { whole, part, behind_end };
    Kind kind = Kind::whole;
    std::uint64_t first = 0;
    std::uint64_t count = 0;
};

// The whole where there is no range, where there are several, or one that is not understood: a server may pass over
// them, and many small ranges would be an answer larger than the file.
Extent parse_range(std::string_view range, std::uint64_t size);

}  // namespace bt::serve
