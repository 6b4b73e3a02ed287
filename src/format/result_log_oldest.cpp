#include "format/result_log_oldest.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "bt/core/stage.hpp"

namespace bt::format {

namespace {

std::uint64_t cycles(LineCursor& cursor) {
    const auto value = cursor.number(most_ticks, "a number of ticks");
    cursor.need(" cycles");
    cursor.done();
    return value;
}

}  // namespace

bool OldestRow::is_task(std::string_view line) {
    constexpr std::string_view key = "Task ";
    if (!line.starts_with(key) || !line.ends_with(':') || line.size() < key.size() + 2) return false;
    const auto digits = line.substr(key.size(), line.size() - key.size() - 1);
    return std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
}

OldestRow::Line OldestRow::take(std::string_view line) {
    LineCursor cursor(line);
    cursor.skip_blanks();
    const bool new_task = is_task(line);
    if (!new_task && next_ == Next::task) return Line::not_mine;
    const bool new_chunk = !new_task && cursor.skip("Chunk ");
    if ((new_task || new_chunk) && unfinished()) {
        drop();
        return Line::unfinished;
    }
    if (new_task) {
        cursor.need("Task ");
        record_.task = static_cast<std::uint32_t>(cursor.number(last_possible_task, "a task's number"));
        next_ = Next::chunk;
        return Line::mine;
    }
    if (!new_chunk) return unfinished() ? value(cursor) : Line::not_mine;
    chunk(cursor);
    return Line::mine;
}

void OldestRow::drop() {
    if (unfinished()) next_ = Next::chunk;
}

void OldestRow::chunk(LineCursor& cursor) {
    record_.chunk = static_cast<std::uint32_t>(cursor.number(max_stages - 1, "a chunk's number"));
    cursor.need(" (");
    const auto column = cursor.column();
    auto name = cursor.word();
    if (!name.ends_with("):")) cursor.fault("'):' after the processor's name");
    name.remove_suffix(2);
    pu_ = pu_of_processor(name);
    if (pu_.empty()) throw LineFault{column, "a processor's name"};
    next_ = Next::start;
}

OldestRow::Line OldestRow::value(LineCursor& cursor) {
    static constexpr std::array<std::string_view, 3> keys{"Start: ", "End: ", "Duration: "};
    const auto column = cursor.column();
    const auto key = std::find_if(keys.begin(), keys.end(), [&](std::string_view text) { return cursor.skip(text); });
    if (key == keys.end()) return Line::not_mine;
    const auto wanted = keys[static_cast<std::size_t>(next_) - static_cast<std::size_t>(Next::start)];
    if (*key != wanted) throw LineFault{column, "the row's '" + std::string(wanted) + "' line"};
    const auto value_column = cursor.column();
    const auto ticks = cycles(cursor);
    if (next_ == Next::start) {
        record_.start = ticks;
        next_ = Next::end;
        return Line::mine;
    }
    if (next_ == Next::end) {
        record_.end = ticks;
        if (ticks < record_.start) throw LineFault{value_column, "an End that is not before the Start"};
        next_ = Next::duration;
        return Line::mine;
    }
    next_ = Next::chunk;
    check_times(record_, ticks, value_column, value_column);
    return Line::row;
}

void check_times(const ResultRecord& record, std::uint64_t duration, std::size_t end_column,
                 std::size_t duration_column) {
    if (record.end < record.start) throw LineFault{end_column, "an End that is not before the Start"};
    if (record.duration() != duration)
        throw LineFault{duration_column, "End - Start = " + std::to_string(record.duration())};
}

std::string_view pu_of_processor(std::string_view processor) {
    using Pair = std::pair<std::string_view, std::string_view>;
    static constexpr std::array<Pair, 15> known{{{"Big", "big"},
                                                 {"Med", "medium"},
                                                 {"Medium", "medium"},
                                                 {"Lut", "little"},
                                                 {"Lit", "little"},
                                                 {"Little", "little"},
                                                 {"Vlk", "vulkan"},
                                                 {"Vulkan", "vulkan"},
                                                 {"Cud", "cuda"},
                                                 {"Cuda", "cuda"},
                                                 {"big", "big"},
                                                 {"medium", "medium"},
                                                 {"little", "little"},
                                                 {"vulkan", "vulkan"},
                                                 {"cuda", "cuda"}}};
    const auto found =
        std::find_if(known.begin(), known.end(), [&](const Pair& pair) { return pair.first == processor; });
    return found == known.end() ? std::string_view() : found->second;
}

}  // namespace bt::format
