#include "bt/execute/outcome.hpp"

namespace bt::execute {

void OutcomeReader::begun(const format::ResultSectionHead&) {
    last_chunk_ = 0;
    completions_.clear();
    any_check_ = false;
}

// Rows come task by task; a later chunk than any before shows that those were not the last one's.
void OutcomeReader::record(const format::ResultRecord& record) {
    constexpr std::uint32_t most_tasks = 1'000'000;  // bt-agent runs no more
    if (record.task > most_tasks || record.chunk < last_chunk_) return;
    if (record.chunk > last_chunk_) completions_.clear();
    last_chunk_ = record.chunk;
    if (completions_.size() <= record.task) completions_.resize(record.task + std::size_t{1});
    completions_[record.task] = record.end;
}

void OutcomeReader::checked(const format::OutputCheck&) { any_check_ = true; }

void OutcomeReader::ended(const format::ResultSectionHead& head, const format::ResultSectionEnd& end) {
    if (end.cut || !end.status) return;
    Outcome outcome{head.uid, *end.status, end.reason, any_check_};
    if (outcome.status == format::RunStatus::ok) outcome.interval = interval(head, end);
    take_(outcome);
}

std::optional<Milliseconds> OutcomeReader::interval(const format::ResultSectionHead& head,
                                                    const format::ResultSectionEnd& end) const {
    if (!end.steady || !head.frequency || end.steady->last <= end.steady->first) return std::nullopt;
    if (end.steady->last >= completions_.size()) return std::nullopt;
    const std::uint64_t from = completions_[end.steady->first];
    const std::uint64_t to = completions_[end.steady->last];
    if (from == 0 || to < from) return std::nullopt;
    const Milliseconds span = format::nanoseconds_of(to - from, *head.frequency);
    return span / static_cast<double>(end.steady->last - end.steady->first);
}

}  // namespace bt::execute
