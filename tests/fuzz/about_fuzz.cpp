// What `runner status` and the server learn of a file from its beginning: something or nothing, never a failure.
#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"
#include "store/about.hpp"

namespace bt::fuzz::about_fuzz {
BT_FUZZ_TARGET(about) {
    using namespace bt::store;
    const std::string_view text = bt::fuzz::text_of(data, size);
    (void)about_json(text);
    (void)about_raw_log(text);
    (void)about_result_log(text);
    const AboutTable table = about_table(text);
    bt::fuzz::promise(table.campaigns >= 0 && table.runs >= table.campaigns, "a campaign has a run or more");
    return 0;
}

}  // namespace bt::fuzz::about_fuzz
