#include "format/external_words.hpp"

#include "format/csv.hpp"

namespace bt::format {
namespace {

struct Numbered {
    std::string_view what;  // first, last, cut
    std::size_t number;     // from 1
};

std::optional<Numbered> numbered(std::string_view name) {
    for (const std::string_view what : {"first", "last", "cut"}) {
        if (!name.starts_with(what)) continue;
        const auto number = parse_whole(name.substr(what.size()));
        if (number && *number >= 1) return Numbered{what, static_cast<std::size_t>(*number)};
    }
    return std::nullopt;
}

// Calls `text` for what stands between braces and `name` for what stands in them. False: a brace is left open.
template <typename Text, typename Name>
bool walk(std::string_view word, const Text& text, const Name& name) {
    for (;;) {
        const std::size_t open = word.find('{');
        text(word.substr(0, open));
        if (open == word.npos) return true;
        const std::size_t close = word.find('}', open);
        if (close == word.npos) return false;
        name(word.substr(open + 1, close - open - 1));
        word.remove_prefix(close + 1);
    }
}

std::string value_of(const Numbered& numbered, const Chunks& parts) {
    if (numbered.what == "first") return std::to_string(parts[numbered.number - 1].stages.first.number());
    if (numbered.what == "last") return std::to_string(parts[numbered.number - 1].stages.last.number());
    return std::to_string(parts[numbered.number].stages.first.index());
}

}  // namespace

std::optional<std::string> fault_of_word(std::string_view word, std::size_t pus, const Params& params) {
    std::optional<std::string> fault;
    const bool closed = walk(
        word, [](std::string_view) {},
        [&](std::string_view name) {
            const auto found = numbered(name);
            const std::size_t most = found && found->what == "cut" ? pus - 1 : pus;
            if (found ? found->number <= most : params.contains(std::string(name))) return;
            fault = "a param or firstN, lastN, cutN of the command's PUs in the braces";
        });
    if (!closed) fault = "a closing brace";
    return fault;
}

std::string filled_in(std::string_view word, const Chunks& parts, const Params& params) {
    std::string out;
    walk(
        word, [&](std::string_view text) { out += text; },
        [&](std::string_view name) {
            const auto found = numbered(name);
            out += found ? value_of(*found, parts) : params.at(std::string(name));
        });
    return out;
}

}  // namespace bt::format
