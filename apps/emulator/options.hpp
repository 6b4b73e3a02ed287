#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "arguments/arguments.hpp"
#include "emulator/faults.hpp"

namespace bt::emulator {

struct Options {
    std::uint16_t port = 0;
    std::string serial = "emulated";
    std::string soc;   // the model's file, absolute; empty: none
    std::string root;  // empty: a folder that goes with the process
    std::string abi = "x86_64";
    Faults faults;
    std::uint64_t seed = 1;
};

extern const std::vector<Flag> flags;

// `here`: the folder of the program, beside which models lie. Throws a usage error; a data error for a model that
// cannot be read.
Options options_of(const Arguments& arguments, const std::filesystem::path& here);

}  // namespace bt::emulator
