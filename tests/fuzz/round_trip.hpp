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

// Text of any bytes is either refused as bad data, or what it says can be written, reads back equal, and is then
// written as the same bytes.
template <typename Read, typename Render>
void round_trip(const std::uint8_t* data, std::size_t size, Read read, Render render) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto read_or_nothing = [&]() -> decltype(std::optional(read(text))) {
        try {
            return read(text);
        } catch (const Error& error) {
            promise(error.code() == ExitCode::data, "bad input is an error of the data");
            promise(error.failed().find('\n') == std::string::npos, "an error is one line");
            return std::nullopt;
        }
    };
    const auto first = read_or_nothing();
    if (!first) return;
    const std::string written = render(*first);
    const auto second = read(written);
    promise(second == *first, "what was written reads back equal");
    promise(render(second) == written, "equal content gives the same bytes");
}

}  // namespace bt::fuzz
