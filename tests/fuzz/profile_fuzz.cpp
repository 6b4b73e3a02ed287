#include "bt/format/profile.hpp"

#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::profile_fuzz {
BT_FUZZ_TARGET(profile) {
    bt::fuzz::round_trip(
        data, size, [](std::string_view text) { return bt::format::read_profile(text, "fuzz.json"); },
        [](const auto& content) { return bt::format::render(content); });
    return 0;
}

}  // namespace bt::fuzz::profile_fuzz
