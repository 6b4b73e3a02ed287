#pragma once

#include <string>
#include <string_view>

namespace bt::report {

std::string csv_field(std::string_view text);

// Text for a cell of a Markdown table: nothing in it is markup, a link or HTML.
std::string markdown_text(std::string_view text);

}  // namespace bt::report
