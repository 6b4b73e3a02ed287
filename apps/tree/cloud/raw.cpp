#include <bit>
#include <cmath>

#include "bt/core/error.hpp"
#include "tree/cloud/cloud.hpp"
#include "tree/outline.hpp"

namespace bt::apps::tree {
namespace {

float float_at(std::string_view bytes, std::size_t at) {
    std::uint32_t bits = 0;
    for (std::size_t i = 4; i-- > 0;) bits = bits << 8U | static_cast<unsigned char>(bytes[at + i]);
    return std::bit_cast<float>(bits);
}

std::size_t columns_of(std::size_t bytes, Columns columns, const std::string& file) {
    const bool three = columns != Columns::four && bytes % 12 == 0;
    const bool four = columns != Columns::three && bytes % 16 == 0;
    if (bytes == 0) throw data_error(file + ": expected points, found an empty file");
    if (three && four) {
        throw data_error(file + ": " + std::to_string(bytes) + " bytes can hold 3 or 4 floats for each point",
                         "say which: --param columns=3 or --param columns=4");
    }
    if (three || four) return three ? 3 : 4;
    const char* expected = columns == Columns::three  ? "a multiple of 12 bytes (x, y, z)"
                           : columns == Columns::four ? "a multiple of 16 bytes (x, y, z, intensity)"
                                                      : "a multiple of 12 or 16 bytes (3 or 4 floats for each point)";
    throw data_error(file + ": expected " + expected + ", found " + std::to_string(bytes) + " bytes");
}

}  // namespace

Cloud read_raw(std::string_view bytes, Columns columns, const std::string& file) {
    const std::size_t stride = 4 * columns_of(bytes.size(), columns, file);
    const std::size_t points = bytes.size() / stride;
    if (points > most_points) {
        throw data_error(file + ": expected at most " + std::to_string(most_points) + " points, found " +
                         std::to_string(points));
    }
    Cloud cloud;
    std::size_t axis = 0;
    for (auto* column : {&cloud.x, &cloud.y, &cloud.z}) {
        column->reserve(points);
        for (std::size_t i = 0; i < points; ++i) {
            const float value = float_at(bytes, i * stride + 4 * axis);
            if (!std::isfinite(value)) {
                throw data_error(file + ", byte " + std::to_string(i * stride + 4 * axis) +
                                 ": expected a finite coordinate, found " + (std::isnan(value) ? "NaN" : "infinity"));
            }
            column->push_back(double{value});
        }
        ++axis;
    }
    return cloud;
}

}  // namespace bt::apps::tree
