#include "bt/report/trace.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <vector>

#include "bt/format/json_writer.hpp"

namespace bt::report {
namespace {

void write_name(format::JsonWriter& json, const char* what, std::size_t track, const std::string& name) {
    json.begin_object(format::JsonLayout::line).member("ph", "M").member("pid", 1).member("tid", track);
    json.member("name", what).key("args").begin_object().member("name", name).end().end();
}

std::string track_name(const Track& track) {
    const std::string where = (track.chain.empty() ? "" : track.chain + " on ") + track.chunk.pu.str();
    const int first = track.chunk.stages.first.number();
    const int last = track.chunk.stages.last.number();
    if (first == last) return fmt::format("{}: stage {}", where, first);
    return fmt::format("{}: stages {} to {}", where, first, last);
}

// Without the closing brackets.
std::string head_of(const std::string& uid, std::span<const Track> tracks) {
    format::JsonWriter json;
    json.begin_object().member("displayTimeUnit", "ms").key("traceEvents").begin_array();
    write_name(json, "process_name", 0, format::valid_utf8(uid));
    for (std::size_t c = 0; c < tracks.size(); ++c) {
        write_name(json, "thread_name", c + 1, track_name(tracks[c]));
        json.begin_object(format::JsonLayout::line).member("ph", "M").member("pid", 1).member("tid", c + 1);
        json.member("name", "thread_sort_index").key("args").begin_object().member("sort_index", c + 1).end().end();
    }
    std::string text = json.end().end().take();
    return text.substr(0, text.rfind(']'));
}

}  // namespace

std::string trace_json(const std::string& uid, std::span<const Track> tracks, std::span<const Slice> slices) {
    std::string text = head_of(uid, tracks);
    while (text.ends_with(' ') || text.ends_with('\n')) text.pop_back();
    std::int64_t zero = std::numeric_limits<std::int64_t>::max();
    for (const Slice& slice : slices) zero = std::min(zero, slice.start_ns);
    std::vector<Slice> ordered(slices.begin(), slices.end());
    std::stable_sort(ordered.begin(), ordered.end(),
                     [](const Slice& a, const Slice& b) { return a.start_ns < b.start_ns; });
    std::vector<std::int64_t> ends(tracks.size(), zero);
    auto out = std::back_inserter(text);
    for (const Slice& slice : ordered) {
        const std::int64_t start = std::max(slice.start_ns, ends[slice.chunk]);
        const std::int64_t end = std::max(slice.end_ns, start);
        ends[slice.chunk] = end;
        // Microseconds, exact to the nanosecond.
        const std::int64_t at = start - zero;
        const std::int64_t length = end - start;
        fmt::format_to(out,
                       ",\n    {{\"ph\": \"X\", \"pid\": 1, \"tid\": {}, \"ts\": {}.{:03}, \"dur\": {}.{:03}, "
                       "\"name\": \"task {}\"}}",
                       slice.chunk + 1, at / 1000, at % 1000, length / 1000, length % 1000, slice.task);
    }
    return text + "\n  ]\n}\n";
}

}  // namespace bt::report
