#include <set>

#include "bt/format/schedules.hpp"
#include "format/json_cursor.hpp"
#include "format/schedule_parts.hpp"

namespace bt::format {
namespace {

bool has_hardware(const JsonCursor& cursor) {
    const auto chunks = cursor.find("chunks");
    if (!chunks || !chunks->is_array()) return false;
    for (const JsonCursor& chunk : chunks->items(largest_json)) {
        if (chunk.has("hardware")) return true;
    }
    return false;
}

// 1: has 'schedule'. 5, 6: say so in 'schema'. 4: 'hardware' on a chunk or a speed-up over the CPU. 3: has 'uid'. 2:
// the rest.
int version_of(const JsonCursor& cursor) {
    if (!cursor.is_object()) throw cursor.fault("a schedule");
    if (const auto schema = cursor.find("schema")) {
        const bool known = schema->is_number() && (schema->describe() == "5" || schema->describe() == "6");
        if (!known) throw schema->fault_found("a schedule of schema 5 or 6", "schema " + schema->describe());
        return schema->describe() == "5" ? pipeline_version : concurrent_version;
    }
    if (cursor.has("schedule")) return 1;
    if (!cursor.has("chunks"))
        throw cursor.fault_found("a schedule", "an object without 'schema', 'schedule' or 'chunks'");
    const auto metrics = cursor.find("metrics");
    if (has_hardware(cursor) || (metrics && metrics->has("speedup_over_cpu"))) return 4;
    return cursor.has("uid") ? 3 : 2;
}

class Reader {
public:
    Reader(ScheduleFile& out, const ScheduleReading& reading) : out_(out), reading_(reading) {}

    void read(const JsonCursor& cursor) {
        const int version = version_of(cursor);
        if (version == concurrent_version) {
            ConcurrentSchedule schedule = read_concurrent(cursor);
            require_new(cursor, schedule.uid);
            out_.concurrent.push_back(std::move(schedule));
            return;
        }
        ScheduleRecord record = read_pipeline(cursor, version);
        require_new(cursor, record.uid);
        out_.pipelines.push_back(std::move(record));
    }

private:
    ScheduleRecord read_pipeline(const JsonCursor& cursor, int version) const {
        if (version == pipeline_version) return read_current_version(cursor);
        if (version == 1) return read_first_version(cursor);
        return read_earlier_version(cursor, version, reading_.backend);
    }

    // People pick schedules by uid, and logs carry nothing else.
    void require_new(const JsonCursor& cursor, const std::string& uid) {
        if (uid.empty() || uids_.insert(uid).second) return;
        throw cursor.fault_found("each schedule once", "uid " + printable(uid) + " again");
    }

    ScheduleFile& out_;
    const ScheduleReading& reading_;
    std::set<std::string> uids_;
};

}  // namespace

ScheduleFile read_schedules(std::string_view text, const std::string& file, const ScheduleReading& reading) {
    const JsonDocument document(text, file, reading.first_line, reading.first_column);
    ScheduleFile out{.file = file};
    Reader reader(out, reading);
    const JsonCursor root = document.root();
    if (root.is_object()) {
        reader.read(root);
        return out;
    }
    for (const JsonCursor& cursor : root.items(most_schedules)) {
        try {
            reader.read(cursor);
        } catch (const Error& error) {
            if (reading.lenient == Lenient::no) throw;
            out.left_out.add(error.failed());
        }
    }
    return out;
}

}  // namespace bt::format
