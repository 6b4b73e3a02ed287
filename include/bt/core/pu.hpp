#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bt/core/names.hpp"

namespace bt {

enum class PuClass { cpu, gpu, other };

struct Pu {
    PuName name;
    std::vector<int> cores;  // CPU clusters only
    auto operator<=>(const Pu&) const = default;
};

PuClass class_of(const PuName& pu);

// Names for CPU clusters given from fastest to slowest: one → big; two → big little; three → big medium little;
// four → prime in front. Throws where there are more.
std::vector<PuName> cluster_names(std::size_t clusters);

// How schedule files spell it: Little Medium Big GPU, others by their own name.
std::string core_type(const PuName& pu);

// The letter in a schedule's uid.
char uid_letter(const PuName& pu);

// The PU that an accelerated backend brings: vulkan or cuda. Throws for Backend::cpu.
PuName accelerator_of(Backend backend);

}  // namespace bt
