#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace bt::apps::tree {

enum class PlyType { i8, u8, i16, u16, i32, u32, f32, f64 };
std::size_t size_of(PlyType type);

struct PlyProperty {
    std::string name;
    PlyType type;
    bool is_list = false;
    PlyType count_type = PlyType::u8;  // lists only
};

struct PlyElement {
    std::string name;
    std::uint64_t count;
    std::vector<PlyProperty> properties;
};

struct PlyHeader {
    enum class Format { ascii, little_endian };
    Format format;
    std::vector<PlyElement> elements;
    std::size_t bytes;  // of the header, the line end_header included
    std::size_t lines;
};

// Throws a data error with line and column. Headers above 64 KiB, or with more than 64 elements or 256 properties, are
// refused.
PlyHeader read_ply_header(std::string_view bytes, const std::string& file);

}  // namespace bt::apps::tree
