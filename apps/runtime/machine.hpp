#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bt/core/pu.hpp"

namespace bt::apps {

struct CoreFacts {
    int core;
    std::optional<long> capacity;  // the kernel's own measure, 1024 for the fastest
    std::optional<long> max_khz;
};

// What the kernel says about this machine, read from /sys and /proc below `root` (empty: the real ones).
class Machine {
public:
    explicit Machine(std::string root = {}) : root_(std::move(root)) {}

    std::vector<CoreFacts> cores(std::span<const int> numbers) const;
    std::vector<int> present_cores() const;

    // The fastest of the cores now, in MHz; nothing where the machine does not say.
    std::optional<double> clock_mhz(std::span<const int> cores) const;
    std::optional<std::string> governor(std::span<const int> cores) const;
    // The hottest zone that can be read, in °C.
    std::optional<double> temperature_c() const;
    std::optional<double> load() const;  // one-minute average
    std::optional<std::string> model() const;

private:
    std::optional<std::string> text(const std::string& path) const;
    std::optional<long> number(const std::string& path) const;
    std::optional<double> cpuinfo_mhz(int core) const;

    std::string root_;
};

struct Discovery {
    std::vector<Pu> pus;             // slowest cluster first, as tables have them
    std::vector<std::string> notes;  // what a reader of the figures must know
};

// CPU clusters by speed, named by cluster_names; cores that differ by less than 5 % are one cluster. One cluster of two
// or more cores on a machine without a GPU is split into halves. Throws a device error where there are more kinds of
// cores than names.
Discovery cpu_pus(std::span<const CoreFacts> cores, bool has_gpu);

// "little=0-3,medium=4-5,big=6,7,vulkan". Throws a usage error.
std::vector<Pu> parse_pus(std::string_view text);
std::string to_string(std::span<const Pu> pus);  // as parse_pus takes it
std::vector<PuName> names_of(std::span<const Pu> pus);

}  // namespace bt::apps
