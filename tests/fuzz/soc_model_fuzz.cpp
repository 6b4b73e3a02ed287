#include "bt/format/soc_model.hpp"

#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::soc_model_fuzz {
BT_FUZZ_TARGET(soc_model) {
    bt::fuzz::round_trip(
        data, size, [](std::string_view text) { return bt::format::read_soc_model(text, "fuzz.json"); },
        [](const auto& content) { return bt::format::render(content); });
    return 0;
}

}  // namespace bt::fuzz::soc_model_fuzz
