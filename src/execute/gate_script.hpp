#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bt/format/external_app.hpp"

namespace bt::execute {

// A script for a device's sh that starts the programs together, and prints for each a line "<nonce> <status> <bytes>"
// and so many bytes of output.
std::string gate_script(const std::vector<format::ExternalProgram>& programs, std::string_view nonce);

struct Printed {
    int status;
    std::string output;
};

// What that script printed, one for each program. Throws a Failure where something is missing.
std::vector<Printed> read_printed(std::string_view out, std::size_t programs, std::string_view nonce);

}  // namespace bt::execute
