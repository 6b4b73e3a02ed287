#include <algorithm>
#include <charconv>
#include <set>

#include "bt/core/error.hpp"
#include "runtime/machine.hpp"

namespace bt::apps {
namespace {

struct Cluster {
    long speed;
    std::vector<int> cores;
};

// Capacity where every core has one, else the maximum frequency, else all are alike.
long speed_of(const CoreFacts& core, bool by_capacity, bool by_frequency) {
    if (by_capacity) return *core.capacity;
    return by_frequency ? *core.max_khz : 0;
}

// Slowest first. Turbo bins differ by a few percent between cores that are built alike.
std::vector<Cluster> clusters_of(std::span<const CoreFacts> cores) {
    const auto all = [&](auto has) { return std::all_of(cores.begin(), cores.end(), has); };
    const bool by_capacity = all([](const CoreFacts& core) { return core.capacity.has_value(); });
    const bool by_frequency = all([](const CoreFacts& core) { return core.max_khz.has_value(); });
    std::vector<std::pair<long, int>> by_speed;
    for (const CoreFacts& core : cores) by_speed.emplace_back(speed_of(core, by_capacity, by_frequency), core.core);
    std::sort(by_speed.begin(), by_speed.end());
    std::vector<Cluster> clusters;
    for (const auto& [speed, core] : by_speed) {
        const bool alike =
            !clusters.empty() && static_cast<double>(speed) <= static_cast<double>(clusters.back().speed) * 1.05;
        if (!alike) clusters.push_back({speed, {}});
        clusters.back().cores.push_back(core);
    }
    for (Cluster& cluster : clusters) std::sort(cluster.cores.begin(), cluster.cores.end());
    return clusters;
}

std::string cores_text(std::span<const int> cores) {
    std::string text;
    for (std::size_t i = 0; i < cores.size();) {
        std::size_t last = i;
        while (last + 1 < cores.size() && cores[last + 1] == cores[last] + 1) ++last;
        if (!text.empty()) text += ',';
        text += std::to_string(cores[i]);
        if (last > i) text += '-' + std::to_string(cores[last]);
        i = last + 1;
    }
    return text;
}

Discovery halves(const std::vector<int>& cores) {
    const auto middle = cores.begin() + static_cast<std::ptrdiff_t>(cores.size() / 2);
    Discovery found{{{PuName("little"), {cores.begin(), middle}}, {PuName("big"), {middle, cores.end()}}}, {}};
    found.notes.push_back("one cluster of " + std::to_string(cores.size()) +
                          " equal cores and no GPU: split into halves little (cores " + cores_text(found.pus[0].cores) +
                          ") and big (cores " + cores_text(found.pus[1].cores) + ")");
    return found;
}

[[noreturn]] void refuse(std::string_view text, const std::string& why) {
    throw usage_error("--pus " + printable(text) + ": " + why, "such as --pus little=0-3,medium=4-5,big=6,7,vulkan");
}

int parse_core(std::string_view list, std::string_view text) {
    int core = -1;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), core);
    if (error != std::errc{} || end != text.data() + text.size() || core < 0 || core >= 4096) {
        refuse(list, printable(text) + " is not a core");
    }
    return core;
}

void add_cores(std::string_view list, std::string_view range, Pu& pu) {
    const std::size_t dash = range.find('-');
    const int first = parse_core(list, range.substr(0, dash));
    const int last = dash == range.npos ? first : parse_core(list, range.substr(dash + 1));
    if (last < first) refuse(list, "the range " + printable(range) + " is empty");
    for (int core = first; core <= last; ++core) {
        if (std::find(pu.cores.begin(), pu.cores.end(), core) != pu.cores.end()) {
            refuse(list, "core " + std::to_string(core) + " stands twice in " + pu.name.str());
        }
        pu.cores.push_back(core);
    }
}

bool begins_with_digit(std::string_view item) { return !item.empty() && item.front() >= '0' && item.front() <= '9'; }

}  // namespace

Discovery cpu_pus(std::span<const CoreFacts> cores, bool has_gpu) {
    if (cores.empty()) throw device_error("no core that this process may use", "look at its cpuset and affinity");
    const std::vector<Cluster> clusters = clusters_of(cores);
    if (clusters.size() == 1 && cores.size() >= 2 && !has_gpu) return halves(clusters[0].cores);
    std::vector<PuName> names = cluster_names(clusters.size());
    std::reverse(names.begin(), names.end());
    Discovery found;
    for (std::size_t i = 0; i < clusters.size(); ++i) found.pus.push_back({names[i], clusters[i].cores});
    return found;
}

std::vector<Pu> parse_pus(std::string_view text) {
    std::vector<Pu> pus;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find_first_of(", ", begin), text.size());
        const std::string_view item = text.substr(begin, end - begin);
        begin = end + 1;
        if (item.empty()) continue;
        if (begins_with_digit(item)) {  // more cores of the PU before: big=6,7
            if (pus.empty() || pus.back().cores.empty()) refuse(text, "cores without a PU");
            add_cores(text, item, pus.back());
            continue;
        }
        const std::size_t equals = item.find('=');
        Pu pu{PuName(std::string(item.substr(0, equals))), {}};
        if (equals != item.npos) add_cores(text, item.substr(equals + 1), pu);
        if (pu.cores.empty() && class_of(pu.name) == PuClass::cpu) refuse(text, pu.name.str() + " has no cores");
        if (!pu.cores.empty() && class_of(pu.name) == PuClass::gpu)
            refuse(text, pu.name.str() + " has no cores of its own");
        for (const Pu& other : pus) {
            if (other.name == pu.name) refuse(text, pu.name.str() + " stands twice");
        }
        pus.push_back(std::move(pu));
    }
    if (pus.empty()) refuse(text, "no PU");
    return pus;
}

std::vector<PuName> names_of(std::span<const Pu> pus) {
    std::vector<PuName> names;
    for (const Pu& pu : pus) names.push_back(pu.name);
    return names;
}

std::string to_string(std::span<const Pu> pus) {
    std::string text;
    for (const Pu& pu : pus) {
        if (!text.empty()) text += ',';
        text += pu.name.str();
        if (!pu.cores.empty()) text += '=' + cores_text(pu.cores);
    }
    return text;
}

}  // namespace bt::apps
