#pragma once

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>

#include "bt/core/error.hpp"

// What fuzz targets of readers with a writer promise.
namespace bt::fuzz {

inline void promise(bool kept, const char* what) {
    if (kept) return;
    std::fprintf(stderr, "broken promise: %s\n", what);
    std::abort();
}

// What `read` says of any text; nothing where it refuses it, which it does as bad data and in one line.
template <typename Read>
auto read_or_nothing(std::string_view text, Read read) -> std::optional<decltype(read(text))> {
    try {
        return read(text);
    } catch (const Error& error) {
        promise(error.code() == ExitCode::data, "bad input is an error of the data");
        promise(!error.failed().empty() && error.failed().find('\n') == std::string::npos, "an error is one line");
        return std::nullopt;
    }
}

inline std::string_view text_of(const std::uint8_t* data, std::size_t size) {
    return {reinterpret_cast<const char*>(data), size};
}

// Text of any bytes is either refused as bad data, or what it says can be written, reads back equal, and is then
// written as the same bytes.
template <typename Read, typename Render>
void round_trip(const std::uint8_t* data, std::size_t size, Read read, Render render) {
    const auto first = read_or_nothing(text_of(data, size), read);
    if (!first) return;
    const std::string written = render(*first);
    const auto second = read(written);
    promise(second == *first, "what was written reads back equal");
    promise(render(second) == written, "equal content gives the same bytes");
}

}  // namespace bt::fuzz
