#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/active_set.hpp"
#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "bt/core/stage.hpp"
#include "bt/core/table.hpp"
#include "bt/core/units.hpp"
#include "bt/format/before_after.hpp"
#include "bt/format/bench_additions.hpp"
#include "bt/format/lenient.hpp"
#include "bt/format/result_log.hpp"
#include "bt/format/stopped_by.hpp"

// What `bt-agent bench` prints, and what earlier systems printed (docs/formats/benchmark-log.md).
namespace bt::format {

inline constexpr std::size_t longest_bench_line = std::size_t{64} << 20U;

enum class BenchGeneration {
    samples,  // ours: a header, every sample of every cell, the block
    blocks,   // the earlier system's: counts and means per stage and PU, the block
    lines,    // the oldest: one PROCESSOR= line per measurement
};

enum class Condition { normal, fully };
std::string_view to_string(Condition condition);

struct BenchHeader {
    std::string agent;  // program, version and build
    DeviceId device;
    AppName app;
    Backend backend = Backend::cpu;
    Params params;
    std::uint64_t seed = 1;
    LogClock clock = LogClock::monotonic;
    std::vector<PuName> pus;       // in the device's order
    std::vector<PuName> left_out;  // that the device has and nobody asked for; older logs do not name them
    bool operator==(const BenchHeader&) const = default;
};

// The samples of one stage, or of a range of stages as one submission.
struct BenchCell {
    StageRange stages;
    PuName pu;
    ActiveSet set;
    int repeat = 1;
    std::int64_t batch = 1;        // executions per sample
    std::vector<std::int64_t> ns;  // one or more, each above 0: the time of a whole batch
    StoppedBy stopped_by = StoppedBy::time;
    BeforeAfter clock_mhz;
    BeforeAfter temp_c;
    bool pinned = true;  // no: when the samples were taken a thread of the PU was no longer held to its core
    bool operator==(const BenchCell&) const = default;
};

// What every generation has.
struct BenchMean {
    Stage stage;
    PuName pu;
    Condition condition;
    std::optional<std::int64_t> count;  // executions; the oldest logs may not say
    Milliseconds mean;
    bool operator==(const BenchMean&) const = default;
};

enum class Completeness {
    yes,
    no,
    unmarked,  // the oldest generation has no end mark; nothing that can be seen is missing
};

struct BenchLog {
    BenchGeneration generation = BenchGeneration::samples;
    std::optional<BenchHeader> header;  // ours
    std::vector<BenchCell> cells;       // ours, as they ended
    BenchAdditions additions;           // ours
    std::vector<BenchMean> means;       // by condition, stage and PU; made from the cells in ours
    std::optional<Table> normal;        // the machine block
    std::optional<Table> fully;
    Completeness complete = Completeness::no;
    std::optional<int> status;  // of our END line
    std::size_t lines = 0;      // whole lines read
    std::size_t noise = 0;      // of them, ours: lines of other programs
    std::size_t cells_end = 0;  // ours: bytes up to the end of the last whole cell; a cut log goes on from here
    LeftOut left_out;
};

// Any generation in one pass; memory grows with the samples, not with the text. Lines of other programs are passed
// over. Strict: throws a data error at the first line of the log's own that cannot be read or contradicts another, and
// where the block disagrees with the cells. A log that is cut is no error: it is not complete, and its whole lines
// count.
class BenchLogReader {
public:
    explicit BenchLogReader(std::string file, Lenient lenient = Lenient::no);
    ~BenchLogReader();
    BenchLogReader(const BenchLogReader&) = delete;
    BenchLogReader& operator=(const BenchLogReader&) = delete;

    void feed(std::string_view bytes);  // any piece of the log, in order
    BenchLog finish();                  // no more comes; throws where it is no benchmark log at all

private:
    class Lines;
    std::unique_ptr<Lines> lines_;
};

BenchLog read_bench_log(std::string_view text, const std::string& file, Lenient lenient = Lenient::no);

// The means of one condition as a matrix; cells without one are unmeasured, in PUs that occur nowhere absent.
Table means_of(const BenchLog& log, Condition condition);

}  // namespace bt::format
