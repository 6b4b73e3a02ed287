#include "bt/store/numbered_logs.hpp"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "store/listing.hpp"
#include "store/log_name.hpp"

namespace bt::store {

std::optional<LogName> parse_log_name(const LogSeries& series, std::string_view name) {
    if (!name.starts_with(series.begin)) return std::nullopt;
    name.remove_prefix(series.begin.size());
    int number = 0;
    const auto [rest, error] = std::from_chars(name.data(), name.data() + name.size(), number);
    const auto digits = static_cast<std::size_t>(rest - name.data());
    if (error != std::errc() || digits < 3 || digits > 9 || name.front() == '-') return std::nullopt;
    name.remove_prefix(digits);
    if (!name.starts_with(series.end)) return std::nullopt;
    name.remove_prefix(series.end.size());
    if (name.empty()) return LogName{number, LogState::complete};
    if (name == ".part") return LogName{number, LogState::part};
    if (name == ".aborted") return LogName{number, LogState::aborted};
    return std::nullopt;
}

std::vector<NumberedLog> logs_of(const LogSeries& series) {
    std::vector<NumberedLog> logs;
    for (const Entry& entry : list_folder(series.folder)) {
        if (const auto name = parse_log_name(series, entry.name)) {
            logs.push_back({name->number, name->state, series.folder / entry.name});
        }
    }
    std::sort(logs.begin(), logs.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    return logs;
}

bool has_part(const LogSeries& series) {
    const auto logs = logs_of(series);
    return std::any_of(logs.begin(), logs.end(), [](const auto& log) { return log.state == LogState::part; });
}

BegunLog begin_log(const LogSeries& series, Resume resume) {
    const std::vector<NumberedLog> logs = logs_of(series);
    std::optional<BegunLog> resumed;
    for (auto log = logs.rbegin(); log != logs.rend(); ++log) {
        if (log->state != LogState::part) continue;
        const std::filesystem::path name = series.file(log->number);
        if (resume == Resume::yes && !resumed) {
            if (auto part = system::GrowingLog::resume(name, series.section_end)) {
                resumed.emplace(BegunLog{std::move(*part), log->number, true});
                continue;
            }
        }
        system::GrowingLog::abort_abandoned(name);
    }
    if (resumed) return std::move(*resumed);
    for (int number = logs.empty() ? 0 : logs.back().number + 1;; ++number) {
        if (auto log = system::GrowingLog::create(series.file(number))) return {std::move(*log), number, false};
    }
}

}  // namespace bt::store
