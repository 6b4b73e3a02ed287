#include "bt/core/names.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "bt/core/error.hpp"

namespace bt {
namespace {

constexpr std::size_t longest_name = 100;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_alnum(char c) { return is_lower(c) || is_digit(c) || (c >= 'A' && c <= 'Z'); }

bool is_single_app_name(std::string_view text) {
    return !text.empty() && is_lower(text.front()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_lower(c) || is_digit(c) || c == '-'; });
}

// Folders beside the applications' in the store.
bool is_reserved(std::string_view text) {
    constexpr std::array<std::string_view, 4> reserved{"schedules", "results", "devices", "socs"};
    return std::find(reserved.begin(), reserved.end(), text) != reserved.end();
}

void check_app_name(std::string_view text) {
    if (text.size() > longest_name) {
        throw usage_error("application name '" + printable(text) + "' is longer than 100 bytes");
    }
    for (std::size_t begin = 0;;) {
        const std::size_t end = std::min(text.find('+', begin), text.size());
        const std::string_view part = text.substr(begin, end - begin);
        if (!is_single_app_name(part) || is_reserved(part)) {
            throw usage_error("'" + printable(text) + "' is not an application name",
                              "names are lower-case letters, digits and '-', such as 'tree'; "
                              "several at once join with '+'; schedules, results, devices and socs are taken");
        }
        if (end == text.size()) return;
        begin = end + 1;
    }
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

}  // namespace

AppName::AppName(std::string text) : text_(std::move(text)) { check_app_name(text_); }

std::vector<AppName> AppName::parts() const {
    std::vector<AppName> parts;
    for (std::size_t begin = 0;;) {
        const std::size_t end = std::min(text_.find('+', begin), text_.size());
        parts.emplace_back(text_.substr(begin, end - begin));
        if (end == text_.size()) return parts;
        begin = end + 1;
    }
}

DeviceId::DeviceId(std::string text) : text_(std::move(text)) {
    if (text_.empty()) throw usage_error("a device id is empty", "runner devices lists what there is");
    if (text_.front() == '-' || std::any_of(text_.begin(), text_.end(), is_control)) {
        throw usage_error("'" + printable(text_) + "' is not a device id",
                          "ids neither begin with '-' nor hold control characters");
    }
    if (file_name_part(*this).size() > longest_name) {
        throw usage_error("device id '" + printable(text_) + "' is longer than a file name may be (100 bytes)");
    }
}

PuName::PuName(std::string text) : text_(std::move(text)) {
    const bool valid = !text_.empty() && text_.size() <= 32 && is_lower(text_.front()) &&
                       std::all_of(text_.begin(), text_.end(),
                                   [](char c) { return is_lower(c) || is_digit(c) || c == '-' || c == '_'; });
    if (!valid) {
        throw usage_error("'" + printable(text_) + "' is not a PU name",
                          "PU names are lower-case, such as little, medium, big, vulkan, cuda");
    }
}

std::string_view to_string(Backend backend) {
    switch (backend) {
        case Backend::cpu: return "cpu";
        case Backend::vk: return "vk";
        case Backend::cu: return "cu";
    }
    return "cpu";
}

Backend parse_backend(std::string_view text) {
    for (const Backend backend : {Backend::cpu, Backend::vk, Backend::cu}) {
        if (text == to_string(backend)) return backend;
    }
    throw usage_error("'" + printable(text) + "' is not a backend", "backends are cpu, vk (Vulkan) and cu (CUDA)");
}

std::string file_name_part(const DeviceId& device) {
    const std::string& id = device.str();
    std::string out;
    for (std::size_t i = 0; i < id.size(); ++i) {
        const char c = id[i];
        const bool first = i == 0;
        const bool kept = is_alnum(c) || c == '+' || (!first && (c == '.' || c == '-'));
        if (kept) {
            out += c;
            continue;
        }
        char hex[4];
        std::snprintf(hex, sizeof hex, "%%%02X", static_cast<unsigned char>(c));
        out += hex;
    }
    return out;
}

}  // namespace bt
