// What a device says about itself is refused as bad data, or makes PUs whose names are names.
#include "bt/format/agent_info.hpp"

#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::agent_info_fuzz {
BT_FUZZ_TARGET(agent_info) {
    using namespace bt;
    const auto info = fuzz::read_or_nothing(fuzz::text_of(data, size), [](std::string_view text) {
        return format::read_agent_info(text, "bt-agent info");
    });
    if (!info) return 0;
    for (const format::AgentPu& each : info->pus) {
        fuzz::promise(PuName(each.pu.name.str()) == each.pu.name, "a PU has a name");
        for (const int core : each.pu.cores) fuzz::promise(core >= 0, "a core has a number");
    }
    return 0;
}

}  // namespace bt::fuzz::agent_info_fuzz
