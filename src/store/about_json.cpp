#include <nlohmann/json.hpp>

#include "bt/core/error.hpp"
#include "store/about.hpp"

namespace bt::store {
namespace {

// Stops as soon as it knows enough: a schedule file is read for its first 200 bytes, whatever its size.
class FirstObject final : public nlohmann::json_sax<nlohmann::json> {
public:
    About about;

    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool string(string_t& text) override {
        if (objects_ == 1 && lists_inside_ == 0) note(key_, text);
        if (in_chain() && chain_key_ == "app") apps_ += (apps_.empty() ? "" : "+") + text;
        return !knows_enough();
    }
    bool key(string_t& name) override {
        if (objects_ == 1) key_ = name;
        if (in_chain()) chain_key_ = name;
        return true;
    }
    bool start_object(std::size_t) override { return ++objects_ > 0; }
    bool end_object() override { return --objects_ > 0; }
    bool start_array(std::size_t) override {
        if (objects_ > 0) ++lists_inside_;
        return true;
    }
    bool end_array() override {
        if (objects_ > 0) --lists_inside_;
        if (objects_ == 1 && lists_inside_ == 0 && key_ == "chains") note("app", apps_);
        return !knows_enough();
    }
    bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override { return false; }

private:
    bool knows_enough() const { return about.device && about.app && about.backend; }

    // Of a schedule of several applications at once: each chain says whose it is.
    bool in_chain() const { return objects_ == 2 && lists_inside_ == 1 && key_ == "chains"; }

    void note(const std::string& key, const std::string& text) {
        try {
            if (key == "device") about.device.emplace(text);
            if (key == "app") about.app.emplace(text);
            if (key == "backend") about.backend = parse_backend(text);
        } catch (const Error&) {
            return;  // not a name: the file says nothing
        }
    }

    int objects_ = 0;
    int lists_inside_ = 0;
    std::string key_;
    std::string chain_key_;
    std::string apps_;
};

}  // namespace

About about_json(std::string_view text) {
    FirstObject reader;
    nlohmann::json::sax_parse(text.begin(), text.end(), &reader, nlohmann::json::input_format_t::json, false);
    return reader.about;
}

About about_raw_log(std::string_view text) {
    const std::string_view line = text.substr(0, text.find('\n'));
    return line.starts_with('{') ? about_json(line) : About{};
}

About about_result_log(std::string_view text) {
    constexpr std::string_view key = "\nSchedule=";
    const std::size_t found = text.find(key);
    return found == text.npos ? About{} : about_json(text.substr(found + key.size()));
}

}  // namespace bt::store
