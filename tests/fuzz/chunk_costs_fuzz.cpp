#include "bt/format/chunk_costs.hpp"

#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::chunk_costs_fuzz {
BT_FUZZ_TARGET(chunk_costs) {
    bt::fuzz::round_trip(
        data, size, [](std::string_view text) { return bt::format::read_chunk_costs(text, "fuzz.json"); },
        [](const auto& content) { return bt::format::render(content); });
    return 0;
}

}  // namespace bt::fuzz::chunk_costs_fuzz
