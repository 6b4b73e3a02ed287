#include "bt/format/summary.hpp"

#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::summary_fuzz {
BT_FUZZ_TARGET(summary) {
    bt::fuzz::round_trip(
        data, size, [](std::string_view text) { return bt::format::read_summary(text, "fuzz.json"); },
        [](const auto& content) { return bt::format::render(content); });
    return 0;
}

}  // namespace bt::fuzz::summary_fuzz
