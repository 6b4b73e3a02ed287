#include <algorithm>
#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <optional>

#include "bt/core/error.hpp"
#include "tree/cloud/cloud.hpp"
#include "tree/cloud/ply_header.hpp"
#include "tree/outline.hpp"

namespace bt::apps::tree {
namespace {

// Values of an ascii body, one word at a time.
class AsciiValues {
public:
    AsciiValues(std::string_view bytes, const PlyHeader& header, const std::string& file)
        : bytes_(bytes), file_(file), at_(header.bytes), line_begin_(header.bytes), line_(header.lines + 1) {}

    static std::size_t least_size(PlyType) { return 0; }  // the place of the first missing word says more
    std::size_t left() const { return bytes_.size() - at_; }

    std::uint64_t count(PlyType) {
        std::uint64_t value = 0;
        const std::string_view text = word();
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (fault != std::errc{} || end != text.data() + text.size()) throw wrong("a number of list entries", text);
        return value;
    }
    double number(PlyType) {
        double value = 0;
        const std::string_view text = word();
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
        if (fault != std::errc{} || end != text.data() + text.size()) throw wrong("a number", text);
        if (!std::isfinite(value)) throw wrong("a finite coordinate", text);
        return value;
    }
    void skip(PlyType, std::uint64_t values) {
        for (std::uint64_t i = 0; i < values; ++i) word();
    }
    Error ends_in(const std::string& what) const { return wrong(what, "the end of the file"); }
    bool only_blanks_left() const { return bytes_.find_first_not_of(" \t\r\n", at_) == bytes_.npos; }
    Error surplus() const { return wrong("the end of the file", "more values"); }

private:
    std::string_view word() {
        while (at_ < bytes_.size() && is_blank(bytes_[at_])) {
            if (bytes_[at_++] != '\n') continue;
            ++line_;
            line_begin_ = at_;
        }
        word_begin_ = at_;
        while (at_ < bytes_.size() && !is_blank(bytes_[at_])) ++at_;
        if (word_begin_ == at_) throw wrong("a number", "the end of the file");
        return bytes_.substr(word_begin_, at_ - word_begin_);
    }
    static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

    Error wrong(std::string_view expected, std::string_view found) const {
        return data_error({file_, line_, word_begin_ - std::min(word_begin_, line_begin_) + 1}, expected,
                          "'" + printable(found) + "'");
    }

    std::string_view bytes_;
    const std::string& file_;
    std::size_t at_, line_begin_, line_;
    std::size_t word_begin_ = at_;
};

// Values of a little-endian body.
class BinaryValues {
public:
    BinaryValues(std::string_view bytes, const PlyHeader& header, const std::string& file)
        : bytes_(bytes), file_(file), at_(header.bytes) {}

    static std::size_t least_size(PlyType type) { return size_of(type); }
    std::size_t left() const { return bytes_.size() - at_; }

    std::uint64_t count(PlyType type) {
        const std::size_t begin = at_;
        const std::uint64_t bits = take(size_of(type));
        const bool has_sign = type == PlyType::i8 || type == PlyType::i16 || type == PlyType::i32;
        if (has_sign && bits >> (8 * size_of(type) - 1) != 0)
            throw wrong(begin, "a number of list entries", "a negative one");
        return bits;
    }
    double number(PlyType type) {
        const std::size_t begin = at_;
        const double value = type == PlyType::f32 ? double{std::bit_cast<float>(static_cast<std::uint32_t>(take(4)))}
                                                  : std::bit_cast<double>(take(8));
        if (!std::isfinite(value)) throw wrong(begin, "a finite coordinate", std::isnan(value) ? "NaN" : "infinity");
        return value;
    }
    void skip(PlyType type, std::uint64_t values) {
        if (values > left() / size_of(type))
            throw wrong(at_, std::to_string(values) + " values", "the end of the file");
        at_ += values * size_of(type);
    }
    Error ends_in(const std::string& what) const {
        return wrong(at_, what, std::to_string(left()) + " bytes before the end of the file");
    }
    bool only_blanks_left() const { return left() == 0; }
    Error surplus() const { return wrong(at_, "the end of the file", std::to_string(left()) + " more bytes"); }

private:
    std::uint64_t take(std::size_t size) {
        if (size > left()) throw wrong(at_, "a value of " + std::to_string(size) + " bytes", "the end of the file");
        std::uint64_t value = 0;
        for (std::size_t i = size; i-- > 0;) value = value << 8U | static_cast<unsigned char>(bytes_[at_ + i]);
        at_ += size;
        return value;
    }
    Error wrong(std::size_t offset, std::string_view expected, std::string_view found) const {
        return data_error(file_ + ", byte " + std::to_string(offset) + ": expected " + std::string(expected) +
                          ", found " + std::string(found));
    }

    std::string_view bytes_;
    const std::string& file_;
    std::size_t at_;
};

// Which property is x, y and z.
using Axes = std::array<std::size_t, 3>;

Axes axes_of(const PlyElement& vertex, const std::string& file) {
    Axes axes{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::string name(1, "xyz"[axis]);
        std::size_t i = 0;
        while (i < vertex.properties.size() && vertex.properties[i].name != name) ++i;
        const bool found = i < vertex.properties.size();
        const PlyType type = found ? vertex.properties[i].type : PlyType::f32;
        if (!found || vertex.properties[i].is_list || (type != PlyType::f32 && type != PlyType::f64)) {
            throw data_error(file + ": expected a property " + name + " of the vertices, float or double, found " +
                             (found ? "one of another type" : "none"));
        }
        axes[axis] = i;
    }
    return axes;
}

// The fewest bytes that an element takes, at least one: with them an absurd count is refused before anything is
// allocated.
template <class Values>
void require_room(const PlyElement& element, const Values& values) {
    std::size_t least = 0;
    for (const PlyProperty& property : element.properties) {
        least += Values::least_size(property.is_list ? property.count_type : property.type);
    }
    if (element.count > values.left() / std::max<std::size_t>(least, 1)) {
        throw values.ends_in(std::to_string(element.count) + " times " + printable(element.name));
    }
}

template <class Values>
void skip(const PlyProperty& property, Values& values) {
    values.skip(property.type, property.is_list ? values.count(property.count_type) : 1);
}

template <class Values>
void skip(const PlyElement& element, Values& values) {
    require_room(element, values);
    for (std::uint64_t i = 0; i < element.count; ++i) {
        for (const PlyProperty& property : element.properties) skip(property, values);
    }
}

template <class Values>
Cloud read_vertices(const PlyElement& vertex, Values& values, const std::string& file) {
    const Axes axes = axes_of(vertex, file);
    if (vertex.count == 0 || vertex.count > most_points) {
        throw data_error(file + ": expected 1 to " + std::to_string(most_points) + " points, found " +
                         std::to_string(vertex.count));
    }
    require_room(vertex, values);
    Cloud cloud;
    std::array<std::vector<double>*, 3> columns{&cloud.x, &cloud.y, &cloud.z};
    for (auto* column : columns) column->reserve(vertex.count);
    for (std::uint64_t i = 0; i < vertex.count; ++i) {
        for (std::size_t p = 0; p < vertex.properties.size(); ++p) {
            const auto axis = static_cast<std::size_t>(std::find(axes.begin(), axes.end(), p) - axes.begin());
            if (axis == axes.size()) {
                skip(vertex.properties[p], values);
            } else {
                columns[axis]->push_back(values.number(vertex.properties[p].type));
            }
        }
    }
    return cloud;
}

template <class Values>
Cloud read_body(const PlyHeader& header, Values values, const std::string& file) {
    for (const PlyElement& element : header.elements) {
        if (element.name != "vertex") {
            skip(element, values);
            continue;
        }
        Cloud cloud = read_vertices(element, values, file);
        const bool last = &element == &header.elements.back();
        if (last && !values.only_blanks_left()) throw values.surplus();
        return cloud;
    }
    throw data_error(file + ": expected an element vertex, found none");
}

}  // namespace

Cloud read_ply(std::string_view bytes, const std::string& file) {
    const PlyHeader header = read_ply_header(bytes, file);
    if (header.format == PlyHeader::Format::ascii) return read_body(header, AsciiValues(bytes, header, file), file);
    return read_body(header, BinaryValues(bytes, header, file), file);
}

}  // namespace bt::apps::tree
