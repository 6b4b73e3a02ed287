#include "bt/profile/series.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/profile/tables.hpp"

namespace bt::profile {
namespace {

store::LogSeries series_of(const Subject& subject, Backend backend) {
    return subject.layout.raw_logs(subject.date, subject.app, subject.device, backend);
}

void require_sizes(const std::vector<KnownLog>& logs, const Identity& identity) {
    for (const KnownLog& log : logs) {
        if (!log.header || log.header->params == identity.params) continue;
        throw data_error("'" + printable(log.file.string(), 200) + "' is of " + log.header->app.str() + " with " +
                             printable(bt::to_string(log.header->params), 200) + ", not " +
                             printable(bt::to_string(identity.params), 200),
                         "different sizes are not mixed: take another store with --data, or another --date");
    }
}

int newest_campaign(const std::vector<KnownLog>& logs, const Subject& subject) {
    int newest = newest_campaign_in_tables(subject);
    for (const KnownLog& log : logs) newest = std::max(newest, log.campaign);
    return newest;
}

void abort_unfinished(const std::vector<KnownLog>& logs, const Subject& subject, Backend backend) {
    const store::LogSeries series = series_of(subject, backend);
    for (const KnownLog& log : logs) {
        if (log.backend == backend && log.state == store::LogState::part) {
            system::GrowingLog::abort_abandoned(series.file(log.number));
        }
    }
}

Standing begin(const std::vector<KnownLog>& logs, const Subject& subject, const Identity& identity) {
    Standing standing;
    standing.campaign = newest_campaign(logs, subject) + 1;
    abort_unfinished(logs, subject, identity.backend);
    return standing;
}

void require_seed(const KnownLog& log, const Identity& identity) {
    if (!log.header || log.header->seed == identity.seed) return;
    throw data_error("'" + printable(log.file.string(), 200) + "' was begun with --seed " +
                         std::to_string(log.header->seed) + ", not " + std::to_string(identity.seed),
                     "give the same flags again, or begin anew without --resume");
}

}  // namespace

Standing begin_campaign(const Subject& subject, const Identity& identity) {
    const std::vector<KnownLog> logs = known_logs(subject);
    require_sizes(logs, identity);
    return begin(logs, subject, identity);
}

Standing resume_campaign(const Subject& subject, const Identity& identity) {
    const std::vector<KnownLog> logs = known_logs(subject);
    require_sizes(logs, identity);
    const auto of_backend = [&](const KnownLog& log) { return log.backend == identity.backend; };
    const auto last = std::find_if(logs.rbegin(), logs.rend(), of_backend);
    if (last == logs.rend() || last->state == store::LogState::aborted) return begin(logs, subject, identity);
    const auto named = std::find_if(logs.rbegin(), logs.rend(),
                                    [&](const KnownLog& log) { return of_backend(log) && log.repeat > 0; });
    Standing standing;
    if (named == logs.rend()) {
        standing.campaign = newest_campaign(logs, subject) + 1;
    } else {
        require_seed(*named, identity);
        standing.campaign = named->campaign;
        for (const KnownLog& log : logs) {
            if (log.campaign != named->campaign || log.state != store::LogState::complete) continue;
            standing.done.push_back({log.repeat, log.file, read_log(log.file)});
        }
        standing.next_repeat = standing.done.empty() ? 1 : standing.done.back().repeat + 1;
    }
    if (last->state == store::LogState::part) {
        if (last->repeat > 0) standing.next_repeat = last->repeat;
        standing.part = system::GrowingLog::resume(series_of(subject, identity.backend).file(last->number));
    }
    standing.resumed = standing.part || !standing.done.empty();
    return standing;
}

system::GrowingLog begin_repeat(const Subject& subject, Backend backend) {
    const std::vector<KnownLog> logs = known_logs(subject);
    const store::LogSeries series = series_of(subject, backend);
    for (int number = logs.empty() ? 0 : logs.back().number + 1;; ++number) {
        if (auto log = system::GrowingLog::create(series.file(number))) return std::move(*log);
    }
}

}  // namespace bt::profile
