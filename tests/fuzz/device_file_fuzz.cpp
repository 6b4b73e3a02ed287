#include "bt/format/device_file.hpp"

#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::device_file_fuzz {
BT_FUZZ_TARGET(device_file) {
    bt::fuzz::round_trip(
        data, size, [](std::string_view text) { return bt::format::read_device_file(text, "fuzz.json"); },
        [](const auto& content) { return bt::format::render(content); });
    return 0;
}

}  // namespace bt::fuzz::device_file_fuzz
