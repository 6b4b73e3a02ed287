// What `runner status` and the server learn of a file from its beginning: something or nothing, never a failure.
#include "fuzz/round_trip.hpp"
#include "store/about.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace bt::store;
    const std::string_view text = bt::fuzz::text_of(data, size);
    (void)about_json(text);
    (void)about_raw_log(text);
    (void)about_result_log(text);
    const AboutTable table = about_table(text);
    bt::fuzz::promise(table.campaigns >= 0 && table.runs >= table.campaigns, "a campaign has a run or more");
    return 0;
}
