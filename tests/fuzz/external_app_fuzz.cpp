#include "bt/format/external_app.hpp"

#include "fuzz/round_trip.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    bt::fuzz::round_trip(
        data, size, [](std::string_view text) { return bt::format::read_external_app(text, "fuzz.json"); },
        [](const auto& content) { return bt::format::render(content); });
    return 0;
}
