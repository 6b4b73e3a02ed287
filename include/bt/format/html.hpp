#pragma once

#include <string>
#include <string_view>

// Pages that load nothing, run nothing and look alike.
namespace bt::format {

// Text between tags or in a quoted attribute: nothing in it is markup, control characters and bytes that are not UTF-8
// can be seen.
std::string html_text(std::string_view text);

// From the doctype to the open body, our one style included. `title`: plain text; `head`: more tags.
std::string html_begin(std::string_view title, std::string_view head = {});
std::string_view html_end();

}  // namespace bt::format
