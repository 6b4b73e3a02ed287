#include "plot/text.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <utility>

#include "bt/plot/figure.hpp"

namespace bt::plot {
namespace {

constexpr char32_t replacement = 0xfffd;
constexpr double pixels_per_point = 96.0 / 72;

struct Decoded {
    char32_t point;
    std::size_t bytes;
};

constexpr bool is_whole(char32_t point, std::size_t bytes) {
    constexpr std::array<char32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};
    return point >= least[bytes] && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
}

// One character of UTF-8; a byte that is part of none is a replacement character.
Decoded decode(std::string_view text) {
    const auto first = static_cast<unsigned char>(text.front());
    if (first < 0x80) return {first, 1};
    const std::size_t bytes = first >= 0xf0 && first < 0xf8 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
    if (bytes == 0 || first >= 0xf8 || text.size() < bytes) return {replacement, 1};
    char32_t point = first & (0x7fU >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        const auto next = static_cast<unsigned char>(text[i]);
        if ((next & 0xc0U) != 0x80U) return {replacement, 1};
        point = (point << 6U) | (next & 0x3fU);
    }
    return is_whole(point, bytes) ? Decoded{point, bytes} : Decoded{replacement, 1};
}

void append(std::string& out, char32_t point) {
    const auto tail = [&](unsigned shift) { out += static_cast<char>(0x80U | ((point >> shift) & 0x3fU)); };
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xc0U | (point >> 6U));
        tail(0);
    } else if (point < 0x10000) {
        out += static_cast<char>(0xe0U | (point >> 12U));
        tail(6), tail(0);
    } else {
        out += static_cast<char>(0xf0U | (point >> 18U));
        tail(12), tail(6), tail(0);
    }
}

// What can change the direction or the lines of the text around it, or is not allowed in XML.
bool is_control(char32_t point) {
    return point < 0x20 || (point >= 0x7f && point < 0xa0) || (point >= 0x2028 && point <= 0x202e) ||
           (point >= 0x2066 && point <= 0x2069) || (point & 0xfffeU) == 0xfffe;
}

char32_t harmless(char32_t point) {
    if (point == '"') return 0x201d;   // ”
    if (point == '\\') return 0x2216;  // ∖
    if (point == '\t' || point == '\n' || point == '\r') return ' ';
    return is_control(point) ? replacement : point;
}

// In ems, of DejaVu Sans.
double width_of(char32_t point) {
    if (point >= 0x1100 && !(point >= 0x2000 && point < 0x2e00)) return 1.05;
    if (point >= 0x80) return 0.85;
    const auto c = static_cast<char>(point);
    if (std::string_view("ijl|' ").find(c) != std::string_view::npos) return 0.32;
    if (std::string_view("frt.,:;!()[]{}/-I").find(c) != std::string_view::npos) return 0.42;
    if (std::string_view("mwMW@%+=<>~#&").find(c) != std::string_view::npos) return 0.98;
    return c >= 'A' && c <= 'Z' ? 0.75 : 0.64;
}

std::vector<std::string> characters_of(std::string_view text) {
    std::vector<std::string> all;
    while (!text.empty()) {
        const std::size_t bytes = decode(text).bytes;
        all.emplace_back(text.substr(0, bytes));
        text.remove_prefix(bytes);
    }
    return all;
}

std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        if (end > 0) words.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return words;
}

}  // namespace

std::string label_text(std::string_view label) {
    std::string out;
    while (!label.empty()) {
        const Decoded next = decode(label);
        append(out, harmless(next.point));
        label.remove_prefix(next.bytes);
    }
    return out.empty() ? " " : out;
}

double text_width(std::string_view label, double points) {
    double ems = 0;
    while (!label.empty()) {
        const Decoded next = decode(label);
        ems += width_of(next.point);
        label.remove_prefix(next.bytes);
    }
    return ems * points * pixels_per_point;
}

std::vector<std::string> wrapped(std::string_view label, double points, double width) {
    std::vector<std::string> lines;
    std::string line;
    const auto put = [&](const std::string& piece, const char* between) {
        const std::string longer = line.empty() ? piece : line + between + piece;
        if (!line.empty() && text_width(longer, points) > width) {
            lines.push_back(std::move(line));
            line = piece;
        } else {
            line = longer;
        }
    };
    for (const std::string& word : words_of(label)) {
        if (text_width(word, points) <= width) {
            put(word, " ");
            continue;
        }
        if (!line.empty()) lines.push_back(std::exchange(line, {}));
        for (const std::string& character : characters_of(word)) put(character, "");
    }
    if (!line.empty() || lines.empty()) lines.push_back(std::move(line));
    return lines;
}

std::string shortened(std::string_view label, std::size_t characters) {
    const std::vector<std::string> all = characters_of(label);
    if (all.size() <= characters) return std::string(label);
    const std::size_t front = characters / 2;
    std::string out;
    for (std::size_t i = 0; i < front; ++i) out += all[i];
    out += "…";
    for (std::size_t i = all.size() - (characters - front - 1); i < all.size(); ++i) out += all[i];
    return out;
}

std::string value_text(double value) {
    char text[64];
    const double size = std::abs(value);
    if (size != 0 && (size >= 1e6 || size < 1e-4)) {
        std::snprintf(text, sizeof text, "%.2e", value);
        return text;
    }
    const double digits = size == 0 ? 0 : std::floor(std::log10(size * 1.0005));
    const int decimals = digits >= 2 ? 0 : static_cast<int>(2 - digits);
    std::snprintf(text, sizeof text, "%.*f", decimals, value);
    return text;
}

}  // namespace bt::plot
