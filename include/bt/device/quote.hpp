#pragma once

#include <span>
#include <string>
#include <string_view>

namespace bt::device {

// One word for a POSIX shell that reads as exactly these bytes: the only way in which text gets into a device's shell.
// Throws a usage error for text with a zero byte, which no shell can carry.
std::string shell_word(std::string_view text);

// "'a' 'b c'".
std::string shell_words(std::span<const std::string> words);

}  // namespace bt::device
