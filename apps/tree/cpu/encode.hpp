#pragma once

#include <cstddef>
#include <cstdint>

// One source, encode.inc, compiled for each instruction set: wide vectors halve the time.
namespace bt::apps::tree::cpu {

using Encode = void(const float* x, const float* y, const float* z, std::uint32_t* codes, std::size_t count);

Encode encode_plain;  // of the instruction set that every such machine has
#if defined(__x86_64__)
Encode encode_avx2;
Encode encode_avx512;
#endif

}  // namespace bt::apps::tree::cpu
