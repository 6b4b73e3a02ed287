#pragma once

#include <cstddef>
#include <string_view>

namespace bt {

// Bytes of the character of UTF-8 (RFC 3629: nothing overlong, no surrogate, none above U+10FFFF) that begins at `at`;
// 0 where there is none.
std::size_t utf8_length(std::string_view text, std::size_t at);

}  // namespace bt
