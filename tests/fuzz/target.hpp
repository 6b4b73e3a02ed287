#pragma once

#include <cstddef>
#include <cstdint>

// BT_FUZZ_TARGET(NAME) { … }: one reader under the bytes `data` to `data + size`; returns 0. With libFuzzer each is a
// program, whose function has the name that libFuzzer calls. The replay of the kept corpora holds all of them, by their
// names.
namespace bt::fuzz {

using Target = int (*)(const std::uint8_t* data, std::size_t size);

bool register_target(const char* name, Target target);

}  // namespace bt::fuzz

#ifdef BT_LIBFUZZER
// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer's name
#define BT_FUZZ_TARGET(name) extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
#else
#define BT_FUZZ_TARGET(name)                                                                \
    static int one_input(const std::uint8_t* data, std::size_t size);                       \
    [[maybe_unused]] static const bool known = bt::fuzz::register_target(#name, one_input); \
    static int one_input(const std::uint8_t* data, std::size_t size)
#endif
