#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "bt/format/result_log.hpp"
#include "format/result_log_line.hpp"

namespace bt::format {

// The oldest generation spreads a row over five lines:
//     Task 0:
//       Chunk 0 (Big):
//         Start: N cycles
//         End: N cycles
//         Duration: N cycles
class OldestRow {
public:
    // "Task 7:", the only line of this generation that may stand where no section is open.
    static bool is_task(std::string_view line);

    // row: the line completed one. unfinished: the row before this line lacks lines and is forgotten; take it again.
    enum class Line { not_mine, mine, row, unfinished };
    Line take(std::string_view line);
    bool unfinished() const { return next_ > Next::chunk; }
    void drop();  // the row in work, not the task

    const ResultRecord& record() const { return record_; }
    std::string_view pu() const { return pu_; }

private:
    enum class Next { task, chunk, start, end, duration };
    void chunk(LineCursor& cursor);
    Line value(LineCursor& cursor);

    Next next_ = Next::task;
    ResultRecord record_;
    std::string_view pu_;  // of the table of names
};

// Checks End and Duration against each other; the columns are where they stand.
void check_times(const ResultRecord& record, std::uint64_t duration, std::size_t end_column,
                 std::size_t duration_column);

// Our name for a processor of the earlier system's logs (Big, Med, Vlk, Lut …); empty where it is unknown.
std::string_view pu_of_processor(std::string_view processor);

}  // namespace bt::format
