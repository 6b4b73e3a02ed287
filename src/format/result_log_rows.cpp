// The rows and checks of a section, and which rows are missing.
#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/core/stage.hpp"
#include "bt/format/concurrent_schedule.hpp"
#include "format/result_log_section.hpp"

namespace bt::format {

void ResultSectionReader::row_or_check(std::string_view line) {
    LineCursor cursor(line);
    if (kind_ == Kind::none) cursor.fault("'" + std::string(result_begin_line) + "' before its rows");
    const std::uint32_t of_chain = chain(cursor);
    if (rows_ == Rows::of_chains && cursor.skip("Mean=")) return mean(cursor, of_chain);
    cursor.need("Task=");
    const auto task = static_cast<std::uint32_t>(cursor.number(last_possible_task, "a task's number"));
    if (cursor.skip(" Chunk=")) {
        row(cursor, {.task = task, .chain = of_chain});
    } else if (cursor.skip(" Output=")) {
        check(cursor, {.task = task, .chain = of_chain});
    } else {
        cursor.fault("' Chunk=' or ' Output='");
    }
}

// A section is of one application or of several: its rows all name their chain, or none does.
std::uint32_t ResultSectionReader::chain(LineCursor& cursor) {
    const bool named = cursor.skip("Chain=");
    require(named ? Rows::of_chains : Rows::of_one);
    if (!named) return 0;
    const auto number = static_cast<std::uint32_t>(cursor.number(most_chains - 1, "a chain's number"));
    cursor.need(" ");
    end_.chains = std::max(end_.chains, number + 1);
    return number;
}

void ResultSectionReader::require(Rows rows) {
    if (rows_ == Rows::unknown) rows_ = rows;
    if (rows_ == rows) return;
    throw LineFault{0, rows == Rows::of_one ? "'Chain=' as before" : "a row without 'Chain=', as before"};
}

void ResultSectionReader::row(LineCursor& cursor, ResultRecord record) {
    const auto column = cursor.column();
    record.chunk = static_cast<std::uint32_t>(cursor.number(max_stages - 1, "a chunk's number"));
    std::string_view pu;
    if (cursor.skip(" Processor=")) {
        const auto pu_column = cursor.column();
        pu = pu_of_processor(cursor.word());
        if (pu.empty()) throw LineFault{pu_column, "a processor's name"};
    }
    cursor.need(" Start=");
    record.start = cursor.number(most_ticks, "a number of ticks");
    cursor.need(" End=");
    const auto end_column = cursor.column();
    record.end = cursor.number(most_ticks, "a number of ticks");
    cursor.need(" Duration=");
    const auto duration_column = cursor.column();
    const auto duration = cursor.number(most_ticks, "a number of ticks");
    cursor.done();
    if (record.end < record.start || record.duration() != duration)
        check_times(record, duration, end_column, duration_column);
    add(record, pu, cursor, column);
}

// In the order of the chains, so that none can be missing unseen.
void ResultSectionReader::mean(LineCursor& cursor, std::uint32_t chain) {
    if (end_.records > 0) cursor.fault("no mean in a section with rows");
    if (chain != end_.means.size()) cursor.fault("the mean of chain " + std::to_string(end_.means.size()));
    const auto column = cursor.column();
    const std::uint64_t ticks = cursor.number(most_ticks, "a number of ticks");
    cursor.done();
    if (ticks == 0) throw LineFault{column, "a number of ticks above 0"};
    end_.means.push_back(ticks);
}

void ResultSectionReader::add(const ResultRecord& record, std::string_view pu, const LineCursor& cursor,
                              std::size_t column) {
    if (!end_.means.empty()) cursor.fault("no rows in a section with means");
    name_pu(record.chunk, pu, column);
    if (record.chain >= gaps_.size()) gaps_.resize(record.chain + std::size_t{1});
    switch (gaps_[record.chain].add(record.task, record.chunk)) {
        case ResultGaps::Added::yes: break;
        case ResultGaps::Added::repeated: throw LineFault{column, "each task once in each chunk"};
        case ResultGaps::Added::too_many_gaps:
            cursor.fault("at most " + std::to_string(ResultGaps::most_gaps) + " gaps between a section's rows");
    }
    tell_begun();
    ++end_.records;
    visitor_.record(record);
}

void ResultSectionReader::name_pu(std::uint32_t chunk, std::string_view pu, std::size_t column) {
    if (pu.empty()) return;
    if (chunk >= end_.pus.size()) end_.pus.resize(chunk + std::size_t{1});
    std::string& known = end_.pus[chunk];
    if (known.empty()) known = pu;
    if (known != pu) throw LineFault{column, "chunk " + std::to_string(chunk) + " on " + known + " as before"};
}

std::uint32_t ResultSectionReader::tasks() const {
    std::uint32_t most = 0;
    for (const ResultGaps& gaps : gaps_) most = std::max(most, gaps.tasks());
    return most;
}

void ResultSectionReader::name_missing() {
    const std::uint32_t all = tasks();
    for (std::size_t chain = 0; chain < gaps_.size(); ++chain) {
        for (MissingRows rows : gaps_[chain].missing(all)) {
            if (rows_ == Rows::of_chains) rows.chain = static_cast<std::uint32_t>(chain);
            end_.missing += std::uint64_t{rows.last_task} - rows.first_task + 1;
            if (end_.missing_rows.size() < ResultSectionEnd::most_named) end_.missing_rows.push_back(rows);
        }
    }
}

}  // namespace bt::format
