#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "bt/core/units.hpp"

namespace bt::agent {

enum class AllowRemote { no, yes };

struct HttpLimits {
    Seconds connect{5};
    Seconds total{30};
    std::size_t bytes = std::size_t{64} << 20U;
};

// The body of http://ADDRESS[:PORT]/PATH. Numeric addresses only, because a static program has no resolver; 127.0.0.1
// unless remote ones are allowed. Throws: usage for a URL it will not fetch, device where the server cannot be reached
// or the answer is cut, data where it answers something else than 200.
std::string http_get(std::string_view url, AllowRemote remote, const HttpLimits& limits = {});

// The parts of such a URL.
struct HttpUrl {
    std::string address;  // without brackets
    int port;
    std::string path;
};
HttpUrl parse_http_url(std::string_view url, AllowRemote remote);

}  // namespace bt::agent
