#include "runtime/machine.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <memory>

namespace bt::apps {
namespace {

constexpr int most_cores = 4096;

std::string cpu_file(int core, const char* name) {
    return "/sys/devices/system/cpu/cpu" + std::to_string(core) + "/" + name;
}

std::string trimmed(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == ' ' || text.back() == '\0')) text.pop_back();
    return text;
}

// "0-3,5" as the kernel writes lists of cores.
std::vector<int> parse_core_list(const std::string& text) {
    std::vector<int> cores;
    const char* at = text.c_str();
    while (*at >= '0' && *at <= '9') {
        char* end = nullptr;
        const long first = std::strtol(at, &end, 10);
        const long last = *end == '-' ? std::strtol(end + 1, &end, 10) : first;
        for (long core = first; core <= last && core < most_cores; ++core) cores.push_back(static_cast<int>(core));
        at = *end == ',' ? end + 1 : end;
    }
    return cores;
}

}  // namespace

std::optional<std::string> Machine::text(const std::string& path) const {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen((root_ + path).c_str(), "re"), &std::fclose);
    if (!file) return std::nullopt;
    std::array<char, 4096> bytes;
    const std::size_t size = std::fread(bytes.data(), 1, bytes.size(), file.get());
    if (size == 0) return std::nullopt;
    return trimmed(std::string(bytes.data(), size));
}

std::optional<long> Machine::number(const std::string& path) const {
    const auto content = text(path);
    if (!content) return std::nullopt;
    long value = 0;
    const auto [end, error] = std::from_chars(content->data(), content->data() + content->size(), value);
    if (error != std::errc{} || end != content->data() + content->size()) return std::nullopt;
    return value;
}

std::vector<CoreFacts> Machine::cores(std::span<const int> numbers) const {
    std::vector<CoreFacts> facts;
    for (const int core : numbers) {
        facts.push_back(
            {core, number(cpu_file(core, "cpu_capacity")), number(cpu_file(core, "cpufreq/cpuinfo_max_freq"))});
    }
    return facts;
}

std::vector<int> Machine::present_cores() const {
    return parse_core_list(text("/sys/devices/system/cpu/present").value_or(""));
}

std::optional<double> Machine::clock_mhz(std::span<const int> cores) const {
    std::optional<double> fastest;
    for (const int core : cores) {
        const auto khz = number(cpu_file(core, "cpufreq/scaling_cur_freq"));
        const auto mhz = khz ? std::optional(static_cast<double>(*khz) / 1000) : cpuinfo_mhz(core);
        if (mhz && (!fastest || *mhz > *fastest)) fastest = mhz;
    }
    return fastest;
}

// Virtual machines have no cpufreq, but x86 says "cpu MHz" here.
std::optional<double> Machine::cpuinfo_mhz(int core) const {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen((root_ + "/proc/cpuinfo").c_str(), "re"),
                                                               &std::fclose);
    if (!file) return std::nullopt;
    char line[4096];
    int processor = -1;
    double mhz = 0;
    while (std::fgets(line, sizeof line, file.get()) != nullptr) {
        std::sscanf(line, "processor : %d", &processor);
        if (processor == core && std::sscanf(line, "cpu MHz : %lf", &mhz) == 1) return mhz;
    }
    return std::nullopt;
}

std::optional<std::string> Machine::governor(std::span<const int> cores) const {
    return cores.empty() ? std::nullopt : text(cpu_file(cores.front(), "cpufreq/scaling_governor"));
}

std::optional<double> Machine::temperature_c() const {
    constexpr int most_zones = 128;
    std::optional<double> hottest;
    for (int zone = 0; zone < most_zones; ++zone) {
        const auto value = number("/sys/class/thermal/thermal_zone" + std::to_string(zone) + "/temp");
        if (!value) continue;
        // Kernels give thousandths; some vendors whole degrees. A zone that is switched off says something absurd.
        const double celsius = *value > 200 ? static_cast<double>(*value) / 1000 : static_cast<double>(*value);
        if (celsius <= 0 || celsius > 150) continue;
        if (!hottest || celsius > *hottest) hottest = celsius;
    }
    return hottest;
}

std::optional<double> Machine::load() const {
    const auto content = text("/proc/loadavg");
    double value = 0;
    if (!content || std::sscanf(content->c_str(), "%lf", &value) != 1) return std::nullopt;
    return value;
}

std::optional<std::string> Machine::model() const {
    for (const char* path : {"/proc/device-tree/model", "/sys/devices/virtual/dmi/id/product_name"}) {
        if (auto content = text(path); content && !content->empty()) return content;
    }
    return std::nullopt;
}

}  // namespace bt::apps
