#include "tree/cloud/ply_header.hpp"

#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "bt/core/error.hpp"

namespace bt::apps::tree {
namespace {

constexpr std::size_t most_bytes = 65536;
constexpr std::size_t most_elements = 64;
constexpr std::size_t most_properties = 256;

std::optional<PlyType> type_named(std::string_view name) {
    using enum PlyType;
    static constexpr std::array<std::pair<std::string_view, PlyType>, 16> names{{
        {"char", i8},
        {"int8", i8},
        {"uchar", u8},
        {"uint8", u8},
        {"short", i16},
        {"int16", i16},
        {"ushort", u16},
        {"uint16", u16},
        {"int", i32},
        {"int32", i32},
        {"uint", u32},
        {"uint32", u32},
        {"float", f32},
        {"float32", f32},
        {"double", f64},
        {"float64", f64},
    }};
    for (const auto& [known, type] : names) {
        if (known == name) return type;
    }
    return std::nullopt;
}

// A word of a header line, and where it stands.
struct Word {
    std::string_view text;
    std::size_t column;
};

std::vector<Word> words_of(std::string_view line) {
    std::vector<Word> words;
    std::size_t at = 0;
    while ((at = line.find_first_not_of(" \t", at)) != line.npos) {
        const std::size_t end = std::min(line.find_first_of(" \t", at), line.size());
        words.push_back({line.substr(at, end - at), at + 1});
        at = end;
    }
    return words;
}

class Reader {
public:
    Reader(std::string_view bytes, const std::string& file) : bytes_(bytes), file_(file) {}

    PlyHeader read() {
        next_line();
        if (line_ != "ply") throw wrong(1, "'ply', the first line of every PLY file", line_);
        next_line();
        read_format();
        while (next_line(), line_ != "end_header") read_line();
        header_.bytes = at_;
        header_.lines = number_;
        return std::move(header_);
    }

private:
    void next_line() {
        const std::string_view rest = bytes_.substr(at_);
        const std::size_t end = rest.substr(0, most_bytes - at_).find('\n');
        ++number_;
        if (end == rest.npos) {
            throw wrong(1, "the line end_header within " + std::to_string(most_bytes) + " bytes",
                        rest.size() < most_bytes - at_ ? "the end of the file" : "a longer header");
        }
        line_ = rest.substr(0, end);
        if (line_.ends_with('\r')) line_.remove_suffix(1);
        at_ += end + 1;
        words_ = words_of(line_);
    }

    void read_format() {
        if (words_.size() == 3 && words_[0].text == "format" && words_[2].text == "1.0") {
            header_.format = PlyHeader::Format::ascii;
            if (words_[1].text == "ascii") return;
            header_.format = PlyHeader::Format::little_endian;
            if (words_[1].text == "binary_little_endian") return;
        }
        throw wrong(1, "'format ascii 1.0' or 'format binary_little_endian 1.0'", line_);
    }

    void read_line() {
        if (words_.empty()) throw wrong(1, "element, property, comment or end_header", "an empty line");
        const std::string_view word = words_[0].text;
        if (word == "comment" || word == "obj_info") return;
        if (word == "element") return read_element();
        if (word == "property") return read_property();
        throw wrong(words_[0].column, "element, property, comment or end_header", word);
    }

    void read_element() {
        if (words_.size() != 3) throw wrong(1, "'element NAME COUNT'", line_);
        const std::string_view text = words_[2].text;
        std::uint64_t count = 0;
        const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), count);
        if (fault != std::errc{} || end != text.data() + text.size()) {
            throw wrong(words_[2].column, "a number of elements", text);
        }
        if (header_.elements.size() == most_elements) throw wrong(1, "at most 64 elements", "another one");
        header_.elements.push_back({std::string(words_[1].text), count, {}});
    }

    void read_property() {
        if (header_.elements.empty()) throw wrong(1, "an element before its properties", line_);
        const bool list = words_.size() == 5 && words_[1].text == "list";
        if (!list && words_.size() != 3)
            throw wrong(1, "'property TYPE NAME' or 'property list TYPE TYPE NAME'", line_);
        if (++properties_ > most_properties) throw wrong(1, "at most 256 properties", "another one");
        PlyProperty property{std::string(words_.back().text), type(words_[list ? 3 : 1]), list};
        if (list) property.count_type = type(words_[2]);
        if (list && size_of(property.count_type) > 4)
            throw wrong(words_[2].column, "a whole-number type", words_[2].text);
        if (list && property.count_type == PlyType::f32) throw wrong(words_[2].column, "a whole-number type", "float");
        header_.elements.back().properties.push_back(std::move(property));
    }

    PlyType type(const Word& word) const {
        if (const auto found = type_named(word.text)) return *found;
        throw wrong(word.column, "a type such as float or uchar", word.text);
    }

    Error wrong(std::size_t column, std::string_view expected, std::string_view found) const {
        return data_error({file_, number_, column}, expected, "'" + printable(found) + "'");
    }

    std::string_view bytes_;
    const std::string& file_;
    std::size_t at_ = 0;
    std::size_t number_ = 0;
    std::size_t properties_ = 0;
    std::string_view line_;
    std::vector<Word> words_;
    PlyHeader header_{};
};

}  // namespace

std::size_t size_of(PlyType type) {
    switch (type) {
        case PlyType::i8:
        case PlyType::u8: return 1;
        case PlyType::i16:
        case PlyType::u16: return 2;
        case PlyType::i32:
        case PlyType::u32:
        case PlyType::f32: return 4;
        case PlyType::f64: return 8;
    }
    return 1;
}

PlyHeader read_ply_header(std::string_view bytes, const std::string& file) { return Reader(bytes, file).read(); }

}  // namespace bt::apps::tree
