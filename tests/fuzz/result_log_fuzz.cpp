// Any text, in any pieces, gives the same events; a whole section keeps its promises.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "fuzz/target.hpp"
#include "unit/format/result_log_events.hpp"

namespace bt::fuzz::result_log_fuzz {
namespace {

using namespace bt::format;

// Ends the process where a promise of the reader is broken.
void promise(bool kept) {
    if (!kept) std::abort();
}

class Promises : public ResultLogVisitor {
public:
    void begun(const ResultSectionHead&) override {
        promise(!open_);
        open_ = true;
        records_ = 0;
    }
    void record(const ResultRecord& record) override {
        promise(open_ && record.end >= record.start && record.end <= most_ticks);
        ++records_;
    }
    void checked(const OutputCheck&) override { promise(open_); }
    void ended(const ResultSectionHead& head, const ResultSectionEnd& end) override {
        promise(open_ && end.records == records_ && end.missing_rows.size() <= ResultSectionEnd::most_named);
        promise(end.cut || head.frequency || end.left_out > 0);
        promise((end.missing == 0) == end.missing_rows.empty());
        open_ = false;
    }
    bool open() const { return open_; }

private:
    bool open_ = false;
    std::uint64_t records_ = 0;
};

}  // namespace

BT_FUZZ_TARGET(result_log) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.empty()) return 0;
    const std::size_t piece = 1 + static_cast<unsigned char>(bytes.front()) % 64U;  // the first byte also cuts
    for (const Lenient lenient : {Lenient::no, Lenient::yes})
        promise(events_of(bytes, lenient, bytes.size()) == events_of(bytes, lenient, piece));

    Promises promises;
    ResultLogReader reader("fuzz.log", promises, Lenient::yes);
    reader.feed(bytes);
    reader.finish();
    promise(!promises.open());
    return 0;
}

}  // namespace bt::fuzz::result_log_fuzz
