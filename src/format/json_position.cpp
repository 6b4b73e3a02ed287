#include "format/json_position.hpp"
#include "format/utf8.hpp"

#include <nlohmann/json.hpp>
#include <string>

namespace bt::format {
namespace {

using Json = nlohmann::json;

// `text` was parsed before, so it is valid and shallow; only the shape matters here.
class Walk {
public:
    Walk(std::string_view text, const Json& target) : text_(text), target_(&target) {}

    // Positioned before `node`'s text; true where it is, or holds, the target, which then begins at `offset()`.
    bool visit(const Json& node) {
        skip_space();
        if (&node == target_) return true;
        if (node.is_object()) return visit_object(node);
        if (node.is_array()) return visit_array(node);
        if (node.is_string()) {
            skip_string();
        } else {
            skip_word();
        }
        return false;
    }

    std::size_t offset() const { return at_; }

private:
    bool visit_object(const Json& node) {
        ++at_;  // {
        for (std::size_t i = 0; i < node.size(); ++i) {
            skip_space();
            const std::size_t begin = at_;
            skip_string();
            const std::string key = Json::parse(text_.substr(begin, at_ - begin)).get<std::string>();
            skip_space();
            ++at_;  // :
            if (visit(node.at(key))) return true;
            skip_space();
            ++at_;  // , or }
        }
        if (node.empty()) skip_closing();
        return false;
    }

    bool visit_array(const Json& node) {
        ++at_;  // [
        for (const Json& item : node) {
            if (visit(item)) return true;
            skip_space();
            ++at_;  // , or ]
        }
        if (node.empty()) skip_closing();
        return false;
    }

    void skip_closing() {
        skip_space();
        ++at_;
    }

    void skip_space() {
        while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
    }

    void skip_string() {
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
            if (text_[at_] == '\\') ++at_;
        }
        ++at_;
    }

    void skip_word() {
        while (at_ < text_.size() && std::string_view(" \t\r\n,]}").find(text_[at_]) == std::string_view::npos) ++at_;
    }

    std::string_view text_;
    const Json* target_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<std::size_t> offset_of(std::string_view text, const Json& root, const Json& target) {
    const std::size_t skipped = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    Walk walk(text.substr(skipped), target);
    if (!walk.visit(root)) return std::nullopt;
    return skipped + walk.offset();
}

}  // namespace bt::format
