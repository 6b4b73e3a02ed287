#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "arguments/arguments.hpp"
#include "bt/core/names.hpp"
#include "bt/core/pu.hpp"
#include "bt/format/soc_model.hpp"
#include "runtime/machine.hpp"

namespace bt::agent {

// Which PUs a command works with.
struct Processors {
    Backend backend = Backend::cpu;
    std::vector<Pu> pus;  // in the device's order
    std::vector<std::string> notes;

    std::vector<PuName> names() const;
};

// From --pus, else from the machine; the accelerator from --backend. Throws a usage or device error.
Processors choose_processors(const Arguments& arguments, const apps::Machine& machine);

// The model's PUs that can run a stage of one of the applications, or all; of the accelerators the one that --backend
// asks for. --pus may leave some out. Throws a usage error where it names others, a device error where the accelerator
// is none of the model's.
Processors choose_model_processors(const Arguments& arguments, const format::SocModel& model,
                                   std::span<const AppName> apps);

}  // namespace bt::agent
