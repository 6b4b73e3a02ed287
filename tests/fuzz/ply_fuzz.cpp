// Any bytes are a cloud of finite points, which makes a right tree, or one error.
#include <string_view>

#include "fuzz/cloud_promises.hpp"

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    bt::apps::tree::check_reader([&] { return bt::apps::tree::read_ply(bytes, "fuzz.ply"); });
    return 0;
}
