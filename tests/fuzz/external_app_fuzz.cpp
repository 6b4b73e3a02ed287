#include "bt/format/external_app.hpp"

#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::external_app_fuzz {
BT_FUZZ_TARGET(external_app) {
    bt::fuzz::round_trip(
        data, size, [](std::string_view text) { return bt::format::read_external_app(text, "fuzz.json"); },
        [](const auto& content) { return bt::format::render(content); });
    return 0;
}

}  // namespace bt::fuzz::external_app_fuzz
