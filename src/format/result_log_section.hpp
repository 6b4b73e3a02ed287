#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bt/core/error.hpp"
#include "bt/format/result_log_reader.hpp"
#include "format/result_log_gaps.hpp"
#include "format/result_log_oldest.hpp"

namespace bt::format {

inline constexpr std::string_view result_begin_line = "### Python Begin ###";

// Gives the lines of a log their meaning: which section is open, what it says so far, what is wrong.
class ResultSectionReader {
public:
    ResultSectionReader(std::string file, ResultLogVisitor& visitor, Lenient lenient)
        : file_(std::move(file)), visitor_(visitor), lenient_(lenient) {}

    void take(std::string_view line);          // without its end
    void take_unended(std::string_view line);  // the log's last line, where its end is missing
    void finish();

    std::size_t sections() const { return sections_; }
    const LeftOut& left_out() const { return left_out_; }

private:
    enum class Kind { none, marked, unmarked };  // unmarked: the oldest generation without Begin and End lines
    enum class Rows { unknown, of_one, of_chains };

    void understand(std::string_view line);
    void row_or_check(std::string_view line);
    std::uint32_t chain(LineCursor& cursor);
    void require(Rows rows);
    void row(LineCursor& cursor, ResultRecord record);
    void mean(LineCursor& cursor, std::uint32_t chain);
    void check(LineCursor& cursor, OutputCheck check);
    void add(const ResultRecord& record, std::string_view pu, const LineCursor& cursor, std::size_t column);
    void name_pu(std::uint32_t chunk, std::string_view pu, std::size_t column);
    bool understand_marker(std::string_view line);
    bool understand_key(LineCursor& cursor);
    bool understand_oldest(std::string_view line);
    void uid(LineCursor& cursor);
    void frequency(LineCursor& cursor);
    void schedule(LineCursor& cursor);
    void clock(LineCursor& cursor);
    void in_flight(LineCursor& cursor);
    void steady(LineCursor& cursor);
    void status(LineCursor& cursor);

    void open(Kind kind);
    void tell_begun();
    void close();
    void cut(std::string_view found);
    void tell_ended();
    void need_usable();
    std::uint32_t tasks() const;  // the largest of any chain and one
    void name_missing();
    void fail(const Place& place, std::string_view expected, std::string_view found);

    std::string file_;
    ResultLogVisitor& visitor_;
    Lenient lenient_;
    LeftOut left_out_;
    std::size_t line_ = 0;
    std::size_t sections_ = 0;

    Kind kind_ = Kind::none;
    bool begun_told_ = false;
    ResultSectionHead head_;
    ResultSectionEnd end_;
    Rows rows_ = Rows::unknown;
    std::vector<ResultGaps> gaps_;  // by chain
    OldestRow oldest_;
};

}  // namespace bt::format
