#pragma once

#include <string>
#include <vector>

#include "bt/device/doctor.hpp"
#include "device/facts.hpp"

// What a device says of its own condition, judged.
namespace bt::device {

// A shell script whose output read_facts takes: free space, power, heat, clocks, load.
extern const char* const condition_script;

Check free_space(const Facts& facts);
Check executable_folder(const Facts& facts);
Check governor(const Facts& facts);
Check temperature(const Facts& facts);
Check power(const Facts& facts);
Check clock_source(const Facts& facts);
Check load(const Facts& facts);

// A script that pins a process to each of the cores in turn and reads back where it may run; and its judgement.
std::string pinning_script(const std::vector<int>& cores);
Check pinning(const Facts& facts, const std::vector<int>& cores);

}  // namespace bt::device
