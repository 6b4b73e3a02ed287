#pragma once

#include <string>
#include <vector>

#include "agent/session.hpp"
#include "arguments/arguments.hpp"

namespace bt::agent {

enum class CountSoftware { no, yes };  // a driver that runs on the CPU counts only with --software-gpu
CountSoftware count_software(const Arguments& arguments);

struct GpuFacts {
    PuName pu;
    std::string text;  // for people: name, driver, kind
    bool usable;       // as a PU of this run
};

// What this machine has, as far as this program was built to see it.
std::vector<GpuFacts> find_gpus(CountSoftware software);
bool has_gpu(const PuName& pu, CountSoftware software);

// Throws a device error that says what is missing.
Accelerator open_gpu(const PuName& pu, CountSoftware software);

}  // namespace bt::agent
