#include "bt/execute/outcome.hpp"

#include <algorithm>

namespace bt::execute {

void OutcomeReader::begun(const format::ResultSectionHead&) {
    completions_.clear();
    any_check_ = false;
}

// A task is complete when its last chunk ends; a round of several applications when the last of their chains does.
void OutcomeReader::record(const format::ResultRecord& record) {
    constexpr std::uint32_t most_tasks = 1'000'000;  // bt-agent runs no more
    if (record.task > most_tasks) return;
    if (completions_.size() <= record.task) completions_.resize(record.task + std::size_t{1});
    completions_[record.task] = std::max(completions_[record.task], record.end);
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
    if (head.frequency && !end.means.empty()) {
        return format::nanoseconds_of(*std::max_element(end.means.begin(), end.means.end()), *head.frequency);
    }
    if (!end.steady || !head.frequency || end.steady->last <= end.steady->first) return std::nullopt;
    if (end.steady->last >= completions_.size()) return std::nullopt;
    const std::uint64_t from = completions_[end.steady->first];
    const std::uint64_t to = completions_[end.steady->last];
    if (from == 0 || to < from) return std::nullopt;
    const Milliseconds span = format::nanoseconds_of(to - from, *head.frequency);
    return span / static_cast<double>(end.steady->last - end.steady->first);
}

}  // namespace bt::execute
