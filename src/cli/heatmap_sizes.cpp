#include "cli/heatmap_sizes.hpp"

#include <algorithm>
#include <iterator>

namespace bt::cli {

std::string app_with_size(const MeasuredTimes& measured) {
    const bool sized = measured.params && !measured.params->empty();
    return measured.app.str() + (sized ? " (" + to_string(*measured.params) + ")" : "");
}

std::string size_text(const std::optional<Params>& params) {
    if (!params) return "unknown sizes";
    return params->empty() ? "no sizes" : to_string(*params);
}

std::vector<MeasuredTimes> take_out_other_sizes(std::vector<MeasuredTimes>& devices) {
    const auto alike = [&](const MeasuredTimes& one) {
        return std::count_if(devices.begin(), devices.end(),
                             [&](const auto& each) { return each.params == one.params; });
    };
    if (devices.empty()) return {};
    const auto most = std::max_element(devices.begin(), devices.end(),
                                       [&](const auto& a, const auto& b) { return alike(a) < alike(b); });
    const auto size = most->params;
    const auto others = std::stable_partition(devices.begin(), devices.end(),
                                              [&](const MeasuredTimes& each) { return each.params == size; });
    std::vector<MeasuredTimes> taken(std::make_move_iterator(others), std::make_move_iterator(devices.end()));
    devices.erase(others, devices.end());
    return taken;
}

}  // namespace bt::cli
