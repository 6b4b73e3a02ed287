#include "format/json_parse.hpp"

#include <algorithm>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "bt/core/error.hpp"
#include "format/json_cursor.hpp"

namespace bt::format {
namespace {

using Json = nlohmann::json;

// Tells how far the parser has read, which its callbacks do not.
class CountingIterator {
public:
    using iterator_category = std::input_iterator_tag;
    using value_type = char;
    using difference_type = std::ptrdiff_t;
    using pointer = const char*;
    using reference = const char&;

    CountingIterator(const char* at, const char** furthest) : at_(at), furthest_(furthest) {}
    reference operator*() const { return *at_; }
    CountingIterator& operator++() {
        *furthest_ = ++at_;
        return *this;
    }
    CountingIterator operator++(int) {
        CountingIterator before = *this;
        ++*this;
        return before;
    }
    bool operator==(const CountingIterator& other) const { return at_ == other.at_; }

private:
    const char* at_;
    const char** furthest_;
};

// "… while parsing object - unexpected number literal; last read: '"a" 1'; expected ':'" → "':'".
std::string expected_by(std::string_view message) {
    if (message.find("number overflow") != std::string_view::npos) return "a number that a double can hold";
    constexpr std::string_view marker = "; expected ";
    const std::size_t at = message.rfind(marker);
    return at == std::string_view::npos ? "valid JSON" : std::string(message.substr(at + marker.size()));
}

// "value - invalid literal; last read: …" → "invalid literal".
std::string fault_by(std::string_view message) {
    const std::size_t at = message.find(" - invalid ");
    if (at == std::string_view::npos) return {};
    const std::string_view fault = message.substr(at + 3);
    return std::string(fault.substr(0, fault.find_first_of(";:")));
}

std::string in_quotes(std::string_view text) {
    std::string out = "'";
    return out.append(printable(text)).append("'");
}

bool ends_word(char c) { return std::string_view(" \t\r\n,:[]{}\"").find(c) != std::string_view::npos; }

// The parser's token may begin before the word that it could not read, so that is taken from the text.
std::pair<std::size_t, std::string_view> word_around(std::string_view text, std::size_t at) {
    std::size_t begin = at;
    std::size_t end = at;
    while (begin > 0 && !ends_word(text[begin - 1])) --begin;
    while (end < text.size() && !ends_word(text[end])) ++end;
    if (begin == end) return {at, text.substr(at, 1)};
    return {begin, text.substr(begin, end - begin)};
}

JsonRefusal refusal_by(std::string_view text, std::size_t position, const std::string& token,
                       std::string_view message) {
    if (position > text.size() || token.empty()) return {text.size(), expected_by(message), "the end of the text"};
    const std::string fault = fault_by(message);
    if (fault == "invalid literal") {
        const auto [begin, word] = word_around(text, position - std::min<std::size_t>(position, 1));
        return {begin, expected_by(message), in_quotes(word)};
    }
    const std::size_t begin = position - std::min(token.size(), position);
    return {begin, expected_by(message), fault.empty() ? in_quotes(token) : in_quotes(token) + " (" + fault + ")"};
}

// Builds the tree like nlohmann's own handler, and refuses what that one takes in silence: of a key that stands twice
// it keeps the last value.
class TreeBuilder final : public nlohmann::json_sax<Json> {
public:
    TreeBuilder(std::string_view text, Json& root)
        : begin_(text.data()), read_(begin_), size_(text.size()), root_(root) {}

    CountingIterator first() { return {begin_, &read_}; }
    CountingIterator last() { return {begin_ + size_, &read_}; }
    std::optional<JsonRefusal> take_refusal() { return std::move(refusal_); }

    bool null() override { return value(nullptr); }
    bool boolean(bool flag) override { return value(flag); }
    bool number_integer(number_integer_t number) override { return value(number); }
    bool number_unsigned(number_unsigned_t number) override { return value(number); }
    bool number_float(number_float_t number, const string_t&) override { return value(number); }
    bool string(string_t& text) override { return value(std::move(text)); }
    bool binary(binary_t&) override { return false; }
    bool start_object(std::size_t) override { return open(Json::value_t::object); }
    bool start_array(std::size_t) override { return open(Json::value_t::array); }
    bool end_object() override { return close(); }
    bool end_array() override { return close(); }

    bool key(string_t& text) override {
        auto [member, fresh] = open_.back()->get_ref<Json::object_t&>().emplace(text, nullptr);
        if (!fresh) return refuse(text.size() + 2, "each key once", in_quotes(text) + " again");
        member_ = &member->second;
        return true;
    }

    bool parse_error(std::size_t position, const std::string& token,
                     const nlohmann::detail::exception& error) override {
        refusal_ = refusal_by({begin_, size_}, position, token, error.what());
        return false;
    }

private:
    template <typename Value>
    bool value(Value&& value) {
        return place(std::forward<Value>(value)) != nullptr;
    }

    template <typename Value>
    Json* place(Value&& value) {
        if (++values_ > most_json_values) {
            refuse(1, "at most " + std::to_string(most_json_values) + " values", "more");
            return nullptr;
        }
        if (open_.empty()) {
            root_ = std::forward<Value>(value);
            return &root_;
        }
        if (open_.back()->is_array()) {
            return &open_.back()->get_ref<Json::array_t&>().emplace_back(std::forward<Value>(value));
        }
        *member_ = std::forward<Value>(value);
        return member_;
    }

    bool open(Json::value_t type) {
        if (open_.size() == deepest_json) {
            return refuse(1, "at most " + std::to_string(deepest_json) + " levels of nesting", "one more");
        }
        Json* const container = place(type);
        if (container != nullptr) open_.push_back(container);
        return container != nullptr;
    }

    bool close() {
        open_.pop_back();
        return true;
    }

    // `back`: how many of the bytes read belong to what is refused.
    bool refuse(std::size_t back, std::string expected, std::string found) {
        const auto read = static_cast<std::size_t>(read_ - begin_);
        refusal_ = JsonRefusal{read - std::min(back, read), std::move(expected), std::move(found)};
        return false;
    }

    const char* begin_;
    const char* read_;
    std::size_t size_;
    Json& root_;
    std::vector<Json*> open_;  // the containers around the current position; stable, as only the innermost grows
    Json* member_ = nullptr;   // where the value of the last key goes
    std::size_t values_ = 0;
    std::optional<JsonRefusal> refusal_;
};

}  // namespace

std::optional<JsonRefusal> parse_json(std::string_view text, Json& root) {
    TreeBuilder builder(text, root);
    if (Json::sax_parse(builder.first(), builder.last(), &builder)) return std::nullopt;
    return builder.take_refusal();
}

}  // namespace bt::format
