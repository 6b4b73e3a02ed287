#include "format/bench_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace bt::format {
namespace {

bool is_pu_name(std::string_view text) {
    return !text.empty() && text.size() <= 32 && text.front() >= 'a' && text.front() <= 'z' &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_'; });
}

}  // namespace

std::string printed_name(const PuName& pu) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> names{
        {{"little", "Little"}, {"medium", "Medium"}, {"big", "Big"}, {"vulkan", "Vulkan"}, {"cuda", "CUDA"}}};
    for (const auto& [name, printed] : names) {
        if (pu.str() == name) return std::string(printed);
    }
    return pu.str();
}

std::optional<PuName> pu_of_printed(std::string_view text) {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 4> short_names{
        {{"lit", "little"}, {"lut", "little"}, {"med", "medium"}, {"vlk", "vulkan"}}};
    std::string name(text);
    for (char& c : name) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    for (const auto& [brief, full] : short_names) {
        if (name == brief) name = full;
    }
    if (!is_pu_name(name)) return std::nullopt;
    return PuName(name);
}

}  // namespace bt::format
