// Schedules of any version: refused, or written as version 5 and 6 and read back equal. Lenient keeps what strict does.
#include "bt/format/schedules.hpp"

#include <algorithm>

#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::schedules_fuzz {
namespace {

using namespace bt::format;

struct Content {
    std::vector<ScheduleRecord> pipelines;
    std::vector<ConcurrentSchedule> concurrent;
    bool operator==(const Content&) const = default;
};

// An old schedule does not say what it is for; two that differ in their old uid alone then become one.
ScheduleRecord current(const ScheduleRecord& record) {
    return as_current(record, record.device.value_or(bt::DeviceId("d")), record.app.value_or(bt::AppName("a")),
                      record.backend.value_or(bt::Backend::cpu), record.params.value_or(bt::Params{}));
}

Content read_current(std::string_view text) {
    const ScheduleFile strict = read_schedules(text, "fuzz.json", {.backend = bt::Backend::vk});
    bt::fuzz::promise(strict.left_out.count == 0, "strict leaves nothing out");
    const ScheduleFile lenient =
        read_schedules(text, "fuzz.json", {.lenient = Lenient::yes, .backend = bt::Backend::vk});
    bt::fuzz::promise(lenient.pipelines == strict.pipelines && lenient.concurrent == strict.concurrent,
                      "lenient reads what strict reads");
    Content content{.pipelines = {}, .concurrent = strict.concurrent};
    for (const ScheduleRecord& record : strict.pipelines) {
        ScheduleRecord now = current(record);
        const bool known = std::any_of(content.pipelines.begin(), content.pipelines.end(),
                                       [&](const ScheduleRecord& other) { return other.uid == now.uid; });
        if (!known) content.pipelines.push_back(std::move(now));
    }
    return content;
}

std::string render_all(const Content& content) {
    std::string text = "[";
    for (const ScheduleRecord& record : content.pipelines) text += (text.size() > 1 ? ",\n" : "") + render_line(record);
    for (const ConcurrentSchedule& schedule : content.concurrent) {
        text += (text.size() > 1 ? ",\n" : "") + render_line(schedule);
    }
    return text + "]";
}

}  // namespace

BT_FUZZ_TARGET(schedules) {
    bt::fuzz::round_trip(data, size, read_current, render_all);
    return 0;
}

}  // namespace bt::fuzz::schedules_fuzz
