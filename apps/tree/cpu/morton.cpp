#include <cstdint>

#include "tree/cpu/kernels.hpp"
#include "tree/outline.hpp"

namespace bt::apps::tree::cpu {
namespace {

// Ten bits with two zeros between each two.
inline std::uint32_t spread(std::uint32_t v) {
    v = (v | v << 16U) & 0x030000ffU;
    v = (v | v << 8U) & 0x0300f00fU;
    v = (v | v << 4U) & 0x030c30c3U;
    return (v | v << 2U) & 0x09249249U;
}

// Multiplying by a power of two rounds nothing, so that every processor finds the same cell. 1.0 belongs to the last.
inline std::uint32_t cell_of(float coordinate) {
    const auto cell = static_cast<std::uint32_t>(static_cast<std::int32_t>(coordinate * float{cells_per_axis}));
    return cell - (cell >> bits_per_axis);
}

void encode(const float* __restrict x, const float* __restrict y, const float* __restrict z,
            std::uint32_t* __restrict codes, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) {
        codes[i] = spread(cell_of(x[i])) << 2U | spread(cell_of(y[i])) << 1U | spread(cell_of(z[i]));
    }
}

}  // namespace

void encode_morton(const Buffers& buffers, Team& team) {
    const float* points = buffers.as<float>(buffer::points).data();
    const auto codes = buffers.as<std::uint32_t>(buffer::morton);
    const std::size_t n = codes.size();
    team.split(n, [&](std::size_t begin, std::size_t end) {
        encode(points + begin, points + n + begin, points + 2 * n + begin, codes.data() + begin, end - begin);
    });
}

}  // namespace bt::apps::tree::cpu
