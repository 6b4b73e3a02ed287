#pragma once

#include <cstddef>
#include <string_view>

namespace bt::format {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // of UTF-8; some editors put it first

// Offset of the first byte that is not part of valid UTF-8; the size of `text` where all is well.
std::size_t first_invalid_utf8(std::string_view text);

}  // namespace bt::format
