#include "bt/core/pu.hpp"

#include <array>

#include "bt/core/error.hpp"

namespace bt {
namespace {

struct KnownPu {
    std::string_view name;
    PuClass pu_class;
    std::string_view core_type;
    char letter;
};

constexpr std::array known_pus{
    KnownPu{"prime", PuClass::cpu, "prime", 'P'},   KnownPu{"big", PuClass::cpu, "Big", 'B'},
    KnownPu{"medium", PuClass::cpu, "Medium", 'M'}, KnownPu{"little", PuClass::cpu, "Little", 'L'},
    KnownPu{"vulkan", PuClass::gpu, "GPU", 'G'},    KnownPu{"cuda", PuClass::gpu, "GPU", 'G'},
    KnownPu{"dla", PuClass::other, "dla", 'D'},
};

const KnownPu* find(const PuName& pu) {
    for (const KnownPu& known : known_pus) {
        if (known.name == pu.str()) return &known;
    }
    return nullptr;
}

}  // namespace

PuClass class_of(const PuName& pu) {
    const KnownPu* known = find(pu);
    return known ? known->pu_class : PuClass::other;
}

std::vector<PuName> cluster_names(std::size_t clusters) {
    const auto names = [](std::initializer_list<const char*> list) {
        std::vector<PuName> out;
        for (const char* name : list) out.emplace_back(name);
        return out;
    };
    switch (clusters) {
        case 0: return {};
        case 1: return names({"big"});
        case 2: return names({"big", "little"});
        case 3: return names({"big", "medium", "little"});
        case 4: return names({"prime", "big", "medium", "little"});
        default:
            throw device_error("the machine has " + std::to_string(clusters) + " kinds of CPU cores; names exist for 4",
                               "name the PUs in a device file or with --pus");
    }
}

std::string core_type(const PuName& pu) {
    const KnownPu* known = find(pu);
    return known ? std::string(known->core_type) : pu.str();
}

char uid_letter(const PuName& pu) {
    const KnownPu* known = find(pu);
    return known ? known->letter : 'X';
}

PuName accelerator_of(Backend backend) {
    switch (backend) {
        case Backend::vk: return PuName("vulkan");
        case Backend::cu: return PuName("cuda");
        case Backend::cpu: break;
    }
    throw usage_error("the backend 'cpu' has no accelerator");
}

}  // namespace bt
