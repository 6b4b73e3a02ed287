#include "cli/parse_logs.hpp"

#include <algorithm>
#include <tuple>

#include "bt/format/result_log_reader.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/left_out.hpp"
#include "cli/parse_schedules.hpp"

namespace bt::cli {
namespace {

using format::LogClock;
using format::ResultRecord;
using format::ResultSectionEnd;
using format::ResultSectionHead;
using format::RunStatus;
using format::ScheduleRecord;

constexpr std::size_t excerpt_tasks = 12;

void feed(const std::filesystem::path& file, format::ResultLogVisitor& visitor, format::Lenient lenient,
          const system::Cancellation& stop, std::vector<std::string>& warnings) {
    format::ResultLogReader reader(file.string(), visitor, lenient);
    system::FileReader bytes(file);
    while (const auto piece = bytes.next()) {
        stop.throw_if_requested();
        reader.feed(*piece);
    }
    reader.finish();
    if (reader.sections() == 0) {
        throw data_error("the log " + printable(file.string(), 200) + " has no section",
                         "a result log holds '### Python Begin ###' lines; is it a benchmark log?");
    }
    note_left_out(reader.left_out(), "lines or sections", file, warnings);
}

// A time window needs to know when a section begins and ends before its rows can be told apart: a pass of its own.
class Spans : public format::ResultLogVisitor {
public:
    void begun(const ResultSectionHead&) override { spans_.push_back({UINT64_MAX, 0}); }
    void record(const ResultRecord& record) override {
        spans_.back().begin = std::min(spans_.back().begin, record.start);
        spans_.back().end = std::max(spans_.back().end, record.end);
    }
    void checked(const format::OutputCheck&) override {}
    void ended(const ResultSectionHead&, const ResultSectionEnd&) override {}

    const std::vector<analyse::TickSpan>& spans() const { return spans_; }

private:
    std::vector<analyse::TickSpan> spans_;
};

// What the objective was.
std::optional<Milliseconds> value_of(const analyse::RoundFigures& rounds, format::Metric metric) {
    if (!rounds.counts) return std::nullopt;
    if (metric == format::Metric::period) return rounds.period;
    if (metric == format::Metric::makespan) return rounds.makespan;
    Milliseconds sum{0};
    for (const Milliseconds& latency : rounds.latency) sum += latency;
    return sum;
}

class Reading : public format::ResultLogVisitor {
public:
    Reading(const ParseInput& input, TimeWindow window, const TakeTrace& take_trace, ParsedLogs& parsed)
        : input_(input), window_(window), take_trace_(take_trace), parsed_(parsed), schedules_(input, parsed.origin) {}

    void begin_log(std::size_t log, std::vector<analyse::TickSpan> spans) {
        log_ = log;
        spans_ = std::move(spans);
        ordinal_ = 0;
    }

    void begun(const ResultSectionHead& head) override {
        trace_.reset();
        rounds_.reset();
        checks_ = wrong_ = 0;
        const Place place{input_.logs[log_].string(), head.line, 1};
        const std::size_t ordinal = ordinal_++;
        try {
            logged_ = schedules_.find(head, place);
        } catch (const Error& error) {
            if (input_.lenient == format::Lenient::no || error.code() != ExitCode::data) throw;
            leave_out(error.failed());
            logged_ = nullptr;
        }
        if (!logged_) return;
        std::optional<analyse::TickSpan> part;
        if (!window_.all()) part = analyse::part_of(spans_[ordinal], window_.from, window_.to);
        trace_.emplace(schedule().chunks.size(), part);
        if (logged_->concurrent) begin_rounds(*logged_->concurrent);
    }

    void record(const ResultRecord& record) override {
        if (!trace_) return;
        analyse::Row row{record.task, record.chunk, record.start, record.end};
        if (rounds_) {
            const bool known = record.chain < groups_.size() && record.chunk < groups_[record.chain];
            if (!known) return refuse_chunk(record);
            row.chunk = static_cast<std::uint32_t>(rounds_->number(record.chain, record.chunk));
            rounds_->add(row);
        }
        if (row.chunk >= schedule().chunks.size()) return refuse_chunk(record);
        ++parsed_.records;
        trace_->add(row);
    }

    void checked(const format::OutputCheck& check) override {
        ++checks_;
        wrong_ += !check.ok;
    }

    void ended(const ResultSectionHead& head, const ResultSectionEnd& end) override {
        if (!trace_ || end.cut || !head.frequency) return;
        require_pus(head, end);
        require_chains(head, end);
        take_clock(head);
        MeasuredSection section{.log = log_, .line = head.line, .figures = {}, .status = RunStatus::ok};
        section.checks = checks_;
        section.wrong = wrong_;
        section.status = end.status.value_or(RunStatus::ok);
        section.reason = end.reason;
        if (wrong_ > 0 && section.status == RunStatus::ok) section.status = RunStatus::wrong;
        std::optional<analyse::SteadyRange> said;
        if (end.steady) said = analyse::SteadyRange{end.steady->first, end.steady->last};
        section.figures = trace_->finish(*head.frequency, said);
        if (rounds_) finish_rounds(section, *head.frequency, said);
        if (!end.means.empty()) take_means(section, head, end);
        if (end.missing > 0) warn_of_missing(end);
        keep(std::move(section), *head.frequency);
        trace_.reset();
        rounds_.reset();
    }

    void finish() {
        if (left_out_ > 0) {
            parsed_.warnings.push_back(std::to_string(left_out_) +
                                       " sections or rows left out; the first: " + first_left_out_);
        }
    }

private:
    void leave_out(const std::string& why) {
        if (left_out_++ == 0) first_left_out_ = why;
    }

    const ScheduleRecord& schedule() const { return logged_->record; }

    void begin_rounds(const format::ConcurrentSchedule& concurrent) {
        if (!window_.all()) {
            throw usage_error("--time-window is for runs of one application",
                              "of several the rounds that the log's Steady= names count");
        }
        groups_.clear();
        for (const format::ScheduledChain& chain : concurrent.chains) groups_.push_back(chain.groups.size());
        rounds_.emplace(groups_);
    }

    void finish_rounds(MeasuredSection& section, std::uint64_t frequency, std::optional<analyse::SteadyRange> said) {
        section.rounds = rounds_->finish(frequency, said);
        section.figures.interval = value_of(*section.rounds, *parsed_.origin.metric);
        section.figures.latency = section.rounds->makespans;
        if (section.rounds->left_out > 0) {
            parsed_.warnings.push_back(name_of(schedule()) + ": the first " +
                                       std::to_string(analyse::RoundsTrace::most_rounds) + " rounds count, " +
                                       std::to_string(section.rounds->left_out) + " more do not");
        }
    }

    // What programs of somebody else say of themselves stands in place of rows.
    void take_means(MeasuredSection& section, const ResultSectionHead& head, const ResultSectionEnd& end) const {
        if (!rounds_ || end.means.size() != groups_.size()) {
            throw data_error(Place{input_.logs[log_].string(), head.line, 1},
                             "a mean for each chain of " + name_of(schedule()), std::to_string(end.means.size()),
                             "are these the schedules that ran?");
        }
        section.rounds = analyse::of_means(end.means, *head.frequency);
        section.figures.interval = value_of(*section.rounds, *parsed_.origin.metric);
    }

    // Rows of several applications name their chains, those of one do not.
    void require_chains(const ResultSectionHead& head, const ResultSectionEnd& end) const {
        const bool several = logged_->concurrent.has_value();
        if (end.records == 0 || several == (end.chains > 0)) return;
        throw data_error(Place{input_.logs[log_].string(), head.line, 1},
                         several ? "rows that name their chain" : "rows without a chain",
                         several ? "rows without" : "rows that name one", "are these the schedules that ran?");
    }

    void refuse_chunk(const ResultRecord& record) {
        const std::string chain = rounds_ ? "chain " + std::to_string(record.chain) + ", " : "";
        const std::string what = input_.logs[log_].string() + ": a row of " + chain + "chunk " +
                                 std::to_string(record.chunk) + ", but " + name_of(schedule()) + " has " +
                                 std::to_string(schedule().chunks.size()) + " chunks (counted from 0)";
        if (input_.lenient == format::Lenient::no) throw data_error(what, "are these the schedules that ran?");
        leave_out(what);
    }

    void require_pus(const ResultSectionHead& head, const ResultSectionEnd& end) const {
        for (std::size_t c = 0; c < std::min(end.pus.size(), schedule().chunks.size()); ++c) {
            const std::string& ran_on = end.pus[c];
            if (ran_on.empty() || ran_on == schedule().chunks[c].pu.str()) continue;
            throw data_error(Place{input_.logs[log_].string(), head.line, 1},
                             "chunk " + std::to_string(c) + " on " + schedule().chunks[c].pu.str() + ", as " +
                                 name_of(schedule()) + " says",
                             "rows on " + ran_on, "are these the schedules that ran?");
        }
    }

    void take_clock(const ResultSectionHead& head) {
        if (!head.clock) return;
        if (!parsed_.origin.clock) parsed_.origin.clock = head.clock;
        if (parsed_.origin.clock == head.clock) return;
        throw data_error(Place{input_.logs[log_].string(), head.line, 1},
                         "the clock " + std::string(to_string(*parsed_.origin.clock)) + " as before",
                         std::string(to_string(*head.clock)), "measured and modelled times are never mixed");
    }

    void warn_of_missing(const ResultSectionEnd& end) {
        parsed_.warnings.push_back(input_.logs[log_].filename().string() + ": " + name_of(schedule()) + " lacks " +
                                   std::to_string(end.missing) + " rows (" + to_string(end.missing_rows.front()) +
                                   (end.missing_rows.size() > 1 ? " …" : "") + ")");
    }

    MeasuredSchedule& measured_schedule() {
        const ScheduleRecord& record = schedule();
        const auto [place, added] = by_uid_.try_emplace(record.uid, parsed_.schedules.size());
        if (added) {
            parsed_.schedules.push_back(
                {.record = record, .concurrent = logged_->concurrent, .sections = {}, .latency = {}, .excerpt = {}});
        }
        MeasuredSchedule& found = parsed_.schedules[place->second];
        if (!found.record.rank) found.record.rank = record.rank;
        if (!found.record.metrics.interval && !found.record.metrics.max_time) found.record.metrics = record.metrics;
        return found;
    }

    void keep(MeasuredSection section, std::uint64_t frequency) {
        MeasuredSchedule& measured = measured_schedule();
        if (section.status == RunStatus::ok) {
            measured.latency.add(section.figures.latency);
            if (measured.excerpt.empty()) keep_slices(measured, section, frequency);
        }
        section.figures.latency = {};
        measured.sections.push_back(std::move(section));
    }

    void keep_slices(MeasuredSchedule& measured, const MeasuredSection& section, std::uint64_t frequency) {
        const auto in_ns = [&](const std::vector<analyse::Row>& rows) {
            std::vector<report::Slice> slices;
            slices.reserve(rows.size());
            for (const analyse::Row& row : rows) {
                slices.push_back({row.task, row.chunk, format::nanoseconds_of(row.start, frequency).count(),
                                  format::nanoseconds_of(row.end, frequency).count()});
            }
            return slices;
        };
        if (section.figures.tasks == 0) return;  // nobody saw them
        const std::uint32_t first = section.figures.steady ? section.figures.steady->first : 0;
        measured.excerpt = in_ns(trace_->first_tasks(excerpt_tasks, first));
        if (take_trace_) take_trace_(measured, in_ns(trace_->first_tasks(analyse::SectionTrace::most_kept)));
    }

    const ParseInput& input_;
    TimeWindow window_;
    const TakeTrace& take_trace_;
    ParsedLogs& parsed_;
    LoggedSchedules schedules_;
    std::map<std::string, std::size_t> by_uid_;
    std::size_t log_ = 0;
    std::size_t ordinal_ = 0;
    std::vector<analyse::TickSpan> spans_;
    const LoggedSchedule* logged_ = nullptr;  // of the section at hand
    std::vector<std::size_t> groups_;         // of its chains
    std::optional<analyse::RoundsTrace> rounds_;
    std::optional<analyse::SectionTrace> trace_;
    std::uint64_t checks_ = 0;
    std::uint64_t wrong_ = 0;
    std::uint64_t left_out_ = 0;
    std::string first_left_out_;
};

}  // namespace

ParsedLogs parse_logs(const ParseInput& input, TimeWindow window, const TakeTrace& take_trace,
                      const system::Cancellation& stop) {
    ParsedLogs parsed;
    Reading reading(input, window, take_trace, parsed);
    for (std::size_t log = 0; log < input.logs.size(); ++log) {
        Spans spans;
        std::vector<std::string> told_twice;
        if (!window.all()) feed(input.logs[log], spans, input.lenient, stop, told_twice);
        reading.begin_log(log, spans.spans());
        feed(input.logs[log], reading, input.lenient, stop, parsed.warnings);
    }
    reading.finish();
    if (parsed.schedules.empty()) {
        throw data_error("no section of the logs can be used",
                         parsed.warnings.empty() ? "the logs hold other backends only" : parsed.warnings.front());
    }
    std::stable_sort(parsed.schedules.begin(), parsed.schedules.end(),
                     [](const MeasuredSchedule& a, const MeasuredSchedule& b) {
                         const auto key = [](const MeasuredSchedule& each) {
                             const format::ScheduleRecord& record = each.record;
                             return std::tuple(!record.rank, record.rank, record.metrics.interval);
                         };
                         return key(a) < key(b);
                     });
    return parsed;
}

}  // namespace bt::cli
