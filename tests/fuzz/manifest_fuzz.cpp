// A line of manifest.jsonl: a step that is written again as the same line, or none.
#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"
#include "store/manifest_json.hpp"

namespace bt::fuzz::manifest_fuzz {
BT_FUZZ_TARGET(manifest) {
    using namespace bt::store;
    using bt::fuzz::promise;
    const auto step = parse_json_line(bt::fuzz::text_of(data, size));
    if (!step) return 0;
    const std::string line = to_json_line(*step);
    promise(line.find('\n') == std::string::npos, "a step is one line");
    const auto again = parse_json_line(line);
    promise(again == step, "what was written reads back equal");
    promise(to_json_line(*again) == line, "equal content gives the same bytes");
    return 0;
}

}  // namespace bt::fuzz::manifest_fuzz
