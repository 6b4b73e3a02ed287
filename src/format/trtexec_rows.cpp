#include <algorithm>

#include "bt/format/trtexec.hpp"

namespace bt::format {
namespace {

constexpr std::string_view foreign = "ForeignNode[";

std::vector<std::string> split(std::string_view text, std::string_view separator) {
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t at = text.find(separator);
        parts.emplace_back(text.substr(0, at));
        if (at == text.npos) return parts;
        text.remove_prefix(at + separator.size());
    }
}

// "a + relu_a || b + relu_b"
std::vector<std::string> fused(std::string_view text) {
    std::vector<std::string> layers;
    for (const std::string& part : split(text, " || ")) {
        for (std::string& layer : split(part, " + ")) layers.push_back(std::move(layer));
    }
    return layers;
}

// "{a,b,c} output reformatter 0" of version 7, "{ForeignNode[a...c]}" of version 8.
RowMeaning dla_row(std::string_view name) {
    const std::size_t end = name.find('}');
    std::string_view inside = name.substr(1, end == name.npos ? end : end - 1);
    const std::string_view after = end == name.npos ? std::string_view{} : name.substr(end + 1);
    RowMeaning meaning{.kind = RowKind::dla, .layers = {}};
    if (after.starts_with(" input reformatter") || after.starts_with(" reformatted input")) {
        meaning.kind = RowKind::dla_input;
    }
    if (!inside.starts_with(foreign)) {
        meaning.layers = split(inside, ",");
        return meaning;
    }
    inside.remove_prefix(foreign.size());
    if (inside.ends_with(']')) inside.remove_suffix(1);
    meaning.layers = split(inside, "...");
    meaning.ends_only = meaning.layers.size() > 1;
    return meaning;
}

// What stands before " input reformatter 0" or " output reformatter 0".
std::optional<std::string_view> reformatted_behind(std::string_view name) {
    for (const std::string_view what : {" input reformatter ", " output reformatter "}) {
        if (const std::size_t at = name.rfind(what); at != name.npos) return name.substr(0, at);
    }
    return std::nullopt;
}

// What "Reformatting CopyNode for Input Tensor 0 to X" is about.
std::optional<std::string_view> reformatted_before(std::string_view name) {
    if (!name.starts_with("Reformatting CopyNode for ")) return std::nullopt;
    const std::size_t at = name.find(" to ");
    if (at == name.npos) return std::nullopt;
    return name.substr(at + 4);
}

}  // namespace

RowMeaning meaning_of(std::string_view name) {
    if (name.starts_with('{')) return dla_row(name);
    if (const auto of = reformatted_before(name)) {
        if (!of->starts_with('{')) return {.kind = RowKind::gpu_reformat, .layers = fused(*of)};
        RowMeaning meaning = dla_row(*of);
        if (name.find(" Input ") != name.npos) meaning.kind = RowKind::dla_input;
        return meaning;
    }
    if (const auto of = reformatted_behind(name)) return {.kind = RowKind::gpu_reformat, .layers = fused(*of)};
    for (const std::string_view end : {" finish", " to nvm", " from nvm"}) {
        if (name.ends_with(end)) return {.kind = RowKind::transfer, .layers = {}};
    }
    constexpr std::string_view copy = " copy";
    if (name.ends_with(copy)) name.remove_suffix(copy.size());
    return {.kind = RowKind::gpu, .layers = fused(name)};
}

}  // namespace bt::format
