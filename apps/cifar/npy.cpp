#include "cifar/npy.hpp"

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <optional>

#include "bt/core/error.hpp"

static_assert(std::endian::native == std::endian::little, "the readers copy little-endian floats as they are");

namespace bt::apps::cifar {
namespace {

constexpr std::size_t most_header_bytes = 10000;  // NumPy's own limit
constexpr std::size_t most_dimensions = 8;

// The header: {'descr': '<f4', 'fortran_order': False, 'shape': (16, 3, 3, 3), }, a Python dictionary, of which only
// these three keys may occur, in any order.
class HeaderReader {
public:
    HeaderReader(std::string_view bytes, std::size_t begin, std::size_t end, const std::string& file)
        : bytes_(bytes.substr(0, end)), at_(begin), file_(file) {}

    struct Header {
        std::optional<std::size_t> element_bytes;
        std::optional<bool> fortran_order;
        std::optional<std::vector<std::size_t>> shape;
    };

    Header read() {
        Header header;
        expect('{');
        while (!accept('}')) {
            entry(header);
            if (!accept(',')) {
                expect('}');
                break;
            }
        }
        skip_space();
        if (at_ != bytes_.size()) fail("the end of the header");
        if (!header.element_bytes) fail("a header with 'descr'");
        if (!header.fortran_order) fail("a header with 'fortran_order'");
        if (!header.shape) fail("a header with 'shape'");
        return header;
    }

    [[noreturn]] void fail(const std::string& expected) const {
        const std::string found = at_ < bytes_.size() ? "'" + printable(bytes_.substr(at_, 20)) + "'" : "its end";
        throw data_error(printable(file_) + ": at byte " + std::to_string(at_) + ": expected " + expected + ", found " +
                         found);
    }

private:
    void entry(Header& header) {
        const std::size_t begin = (skip_space(), at_);
        const std::string_view key = quoted();
        expect(':');
        if (key == "descr" && !header.element_bytes) {
            header.element_bytes = element_bytes();
        } else if (key == "fortran_order" && !header.fortran_order) {
            header.fortran_order = truth();
        } else if (key == "shape" && !header.shape) {
            header.shape = shape();
        } else {
            at_ = begin;
            fail("'descr', 'fortran_order' and 'shape', each once");
        }
    }

    std::size_t element_bytes() {
        const std::size_t begin = (skip_space(), at_);
        const std::string_view type = quoted();
        if (type == "<f4") return 4;
        if (type == "<f8") return 8;
        at_ = begin;
        fail("'<f4' or '<f8' (little-endian float32 or float64)");
    }

    bool truth() {
        skip_space();
        for (const bool value : {false, true}) {
            const std::string_view word = value ? "True" : "False";
            if (!bytes_.substr(at_).starts_with(word)) continue;
            at_ += word.size();
            return value;
        }
        fail("True or False");
    }

    std::vector<std::size_t> shape() {
        std::vector<std::size_t> sizes;
        expect('(');
        while (!accept(')')) {
            if (sizes.size() == most_dimensions) fail("at most 8 dimensions");
            sizes.push_back(number());
            if (!accept(',')) {
                expect(')');
                break;
            }
        }
        return sizes;
    }

    std::size_t number() {
        skip_space();
        std::size_t value = 0;
        const char* const begin = bytes_.data() + at_;
        const auto [end, fault] = std::from_chars(begin, bytes_.data() + bytes_.size(), value);
        if (fault != std::errc{} || value > npy_most_elements) fail("a dimension of at most 2097152");
        at_ += static_cast<std::size_t>(end - begin);
        return value;
    }

    std::string_view quoted() {
        expect('\'');
        const std::size_t end = bytes_.find('\'', at_);
        if (end == std::string_view::npos) fail("text that ends with '");
        const std::string_view text = bytes_.substr(at_, end - at_);
        at_ = end + 1;
        return text;
    }

    void skip_space() {
        while (at_ < bytes_.size() && (bytes_[at_] == ' ' || bytes_[at_] == '\n')) ++at_;
    }
    bool accept(char wanted) {
        skip_space();
        if (at_ >= bytes_.size() || bytes_[at_] != wanted) return false;
        ++at_;
        return true;
    }
    void expect(char wanted) {
        if (!accept(wanted)) fail(std::string("'") + wanted + "'");
    }

    std::string_view bytes_;
    std::size_t at_;
    const std::string& file_;
};

// Where the header begins and ends.
struct Extent {
    std::size_t begin;
    std::size_t end;
};

Extent header_extent(std::string_view bytes, const std::string& file) {
    if (bytes.size() < 10 || !bytes.starts_with("\x93NUMPY"))
        throw data_error(printable(file) + ": at byte 0: expected a NumPy array file, found something else",
                         "numpy.save(name, array) writes one");
    const auto byte = [&](std::size_t at) { return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at])); };
    const std::size_t version = byte(6);
    if (version < 1 || version > 3)
        throw data_error(printable(file) + ": at byte 6: expected format 1, 2 or 3, found " + std::to_string(version));
    const std::size_t begin = version == 1 ? 10 : 12;
    if (bytes.size() < begin) throw data_error(printable(file) + ": at byte 8: expected a length, found the end");
    std::size_t length = byte(8) | byte(9) << 8U;
    if (version > 1) length |= byte(10) << 16U | byte(11) << 24U;
    if (length > most_header_bytes || length > bytes.size() - begin)
        throw data_error(printable(file) +
                         ": at byte 8: expected a header within the file of at most 10000 bytes, found " +
                         std::to_string(length) + " bytes");
    return {begin, begin + length};
}

std::size_t element_count(const std::vector<std::size_t>& shape, const std::string& file) {
    std::size_t count = 1;
    for (const std::size_t size : shape) {
        count *= size;  // both at most 2^21
        if (count > npy_most_elements)
            throw data_error(printable(file) + ": expected at most " + std::to_string(npy_most_elements) +
                             " elements, found the shape " + shape_text(shape));
    }
    return count;
}

template <class T>
float element(std::string_view data, std::size_t index) {
    T value;
    std::memcpy(&value, data.data() + index * sizeof(T), sizeof(T));
    return static_cast<float>(value);
}

}  // namespace

std::string shape_text(const std::vector<std::size_t>& shape) {
    std::string text = "(";
    for (std::size_t i = 0; i < shape.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(shape[i]);
    return text + (shape.size() == 1 ? ",)" : ")");
}

NpyArray read_npy(std::string_view bytes, const std::string& file) {
    const Extent extent = header_extent(bytes, file);
    const auto header = HeaderReader(bytes, extent.begin, extent.end, file).read();
    if (*header.fortran_order)
        throw data_error(printable(file) + ": expected an array in C order, found Fortran order",
                         "save numpy.ascontiguousarray(array)");
    NpyArray array{*header.shape, {}};
    const std::size_t count = element_count(array.shape, file);
    const std::size_t size = *header.element_bytes;
    const std::string_view data = bytes.substr(extent.end);
    if (data.size() != count * size)
        throw data_error(printable(file) + ": at byte " + std::to_string(extent.end) + ": expected " +
                         std::to_string(count * size) + " bytes of data for " + shape_text(array.shape) + ", found " +
                         std::to_string(data.size()));
    array.values.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const float value = size == 4 ? element<float>(data, i) : element<double>(data, i);
        if (!std::isfinite(value))
            throw data_error(printable(file) + ": at byte " + std::to_string(extent.end + i * size) +
                             ": expected a finite float32, found " + std::to_string(value));
        array.values.push_back(value);
    }
    return array;
}

}  // namespace bt::apps::cifar
