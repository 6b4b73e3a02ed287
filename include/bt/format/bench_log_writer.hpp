#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "bt/format/bench_log.hpp"

namespace bt::format {

// Writes our benchmark log piece by piece; each piece is whole lines, to be written and flushed at once. Keeps counts
// and sums, no samples. Throws where a cell does not fit the header or was written before.
class BenchLogWriter {
public:
    explicit BenchLogWriter(BenchHeader header);
    // Goes on behind the first `cells_end` bytes of a log that was cut.
    static BenchLogWriter continued(const BenchLog& cut);
    ~BenchLogWriter();
    BenchLogWriter(BenchLogWriter&&) noexcept;
    BenchLogWriter& operator=(BenchLogWriter&&) noexcept;

    std::string header_line();                     // first; not of a continued log
    std::string cell_line(const BenchCell& cell);  // as the cell ends
    // As each is measured, behind the cells. Throws where a PU is none of the header's or there are no samples.
    std::string addition_line(const BenchSwitch& addition);
    std::string addition_line(const BenchStream& addition);
    std::string addition_line(const BenchDemand& addition);
    // Whole lines of additions, as another writer made them.
    std::string passed_on(std::string lines);
    std::string closing(int status);  // last: the earlier system's text and block, and the END line

private:
    class State;
    std::unique_ptr<State> state_;
};

}  // namespace bt::format
