#pragma once

#include <optional>
#include <string_view>

namespace bt::format {

// Which rule ended the sampling of a cell: the noise had settled, the cell's time was spent, or the wanted number of
// samples was there.
enum class StoppedBy { precision, time, count };

std::string_view to_string(StoppedBy rule);
std::optional<StoppedBy> parse_stopped_by(std::string_view text);

}  // namespace bt::format
