#include "cli/parse_logs.hpp"

#include <algorithm>
#include <tuple>

#include "bt/format/result_log_reader.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/left_out.hpp"

namespace bt::cli {
namespace {

using format::LogClock;
using format::ResultRecord;
using format::ResultSectionEnd;
using format::ResultSectionHead;
using format::RunStatus;
using format::ScheduleRecord;

constexpr std::size_t excerpt_tasks = 12;
constexpr std::string_view lenient_advice = "--lenient leaves out what cannot be used and counts it";

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

std::string name_of(const ScheduleRecord& record) {
    return record.uid.empty() ? "the schedule" : "schedule " + printable(record.uid);
}

// Schedules as the logs name them; each distinct text is read once.
class Schedules {
public:
    Schedules(const ParseInput& input, LogOrigin& origin) : input_(input), origin_(origin) {}

    // Nothing: of a backend that was not asked for.
    const ScheduleRecord* find(const ResultSectionHead& head, const Place& place) {
        if (head.schedule.empty()) return accept(known(head, place), place);
        const auto [cached, added] = read_.try_emplace(head.uid);
        if (added || cached->second.text != head.schedule) cached->second = read(head, place);
        const auto given = input_.known.find(head.uid);
        return accept(given == input_.known.end() ? cached->second.record : given->second, place);
    }

private:
    struct Read {
        std::string text;
        ScheduleRecord record;
    };

    Read read(const ResultSectionHead& head, const Place& place) const {
        format::ScheduleReading reading;
        reading.backend = input_.backend;
        reading.first_line = place.line;
        format::ScheduleFile file = format::read_schedules(head.schedule, place.file, reading);
        if (file.pipelines.size() != 1) {
            throw data_error(to_string(place) + ": expected one pipeline, found " +
                                 std::to_string(file.pipelines.size()) + " of them and " +
                                 std::to_string(file.concurrent.size()) + " concurrent schedules",
                             "parse compares pipelines of one application");
        }
        if (file.pipelines.front().uid != head.uid && !file.pipelines.front().uid.empty()) {
            throw data_error(place, "the uid of its schedule, " + printable(file.pipelines.front().uid),
                             "Schedule_UID=" + printable(head.uid));
        }
        file.pipelines.front().uid = head.uid;
        return {head.schedule, std::move(file.pipelines.front())};
    }

    const ScheduleRecord& known(const ResultSectionHead& head, const Place& place) const {
        if (head.uid.empty() && input_.known.size() == 1) return input_.known.begin()->second;
        const auto found = input_.known.find(head.uid);
        if (found != input_.known.end()) return found->second;
        if (input_.known.empty()) {
            throw data_error(to_string(place) + ": the log does not say what its schedules are",
                             "name their file: --schedules FILE");
        }
        if (head.uid.empty()) {
            throw data_error(to_string(place) + ": this section names no schedule, and there are " +
                                 std::to_string(input_.known.size()),
                             "give a --schedules file that holds this one alone");
        }
        throw data_error(to_string(place) + ": schedule " + printable(head.uid) + " is not in " +
                             printable(input_.schedule_files.front().string(), 200),
                         "give the schedules that ran; " + std::string(lenient_advice));
    }

    const ScheduleRecord* accept(const ScheduleRecord& record, const Place& place) {
        if (input_.backend && record.backend && *record.backend != *input_.backend) return nullptr;
        require_same(origin_.device, input_.device, record.device, "device", record, place,
                     [](const DeviceId& device) { return device.str(); });
        require_same(origin_.app, input_.app, record.app, "application", record, place,
                     [](const AppName& app) { return app.str(); });
        require_same(origin_.params, {}, record.params, "size", record, place,
                     [](const Params& params) { return bt::to_string(params); });
        take_backend(record, place);
        return &record;
    }

    // A GPU chunk tells the backend of an earlier schedule, its absence nothing.
    void take_backend(const ScheduleRecord& record, const Place& place) {
        if (!record.backend) return;
        if (!origin_.backend) origin_.backend = record.backend;
        if (origin_.backend == record.backend) return;
        throw usage_error(to_string(place) + ": the logs hold two backends, " +
                              std::string(to_string(*origin_.backend)) + " and " +
                              std::string(to_string(*record.backend)),
                          "choose one with --backend");
    }

    template <class Value, class Text>
    static void require_same(std::optional<Value>& origin, const std::optional<Value>& asked,
                             const std::optional<Value>& its, const char* what, const ScheduleRecord& record,
                             const Place& place, const Text& text) {
        if (!origin) origin = asked;
        if (!its) return;
        if (!origin) origin = its;
        if (*origin == *its) return;
        throw data_error(to_string(place) + ": " + name_of(record) + " is for the " + what + " '" +
                             printable(text(*its)) + "', not '" + printable(text(*origin)) + "'",
                         "results of different ones are never mixed");
    }

    const ParseInput& input_;
    LogOrigin& origin_;
    std::map<std::string, Read> read_;
};

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
        checks_ = wrong_ = 0;
        const Place place{input_.logs[log_].string(), head.line, 1};
        const std::size_t ordinal = ordinal_++;
        try {
            record_ = schedules_.find(head, place);
        } catch (const Error& error) {
            if (input_.lenient == format::Lenient::no || error.code() != ExitCode::data) throw;
            leave_out(error.failed());
            record_ = nullptr;
        }
        if (!record_) return;
        std::optional<analyse::TickSpan> part;
        if (!window_.all()) part = analyse::part_of(spans_[ordinal], window_.from, window_.to);
        trace_.emplace(record_->chunks.size(), part);
    }

    void record(const ResultRecord& record) override {
        if (!trace_) return;
        if (record.chunk >= record_->chunks.size()) return refuse_chunk(record);
        ++parsed_.records;
        trace_->add({record.task, record.chunk, record.start, record.end});
    }

    void checked(const format::OutputCheck& check) override {
        ++checks_;
        wrong_ += !check.ok;
    }

    void ended(const ResultSectionHead& head, const ResultSectionEnd& end) override {
        if (!trace_ || end.cut || !head.frequency) return;
        require_pus(head, end);
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
        if (end.missing > 0) warn_of_missing(end);
        keep(std::move(section), *head.frequency);
        trace_.reset();
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

    void refuse_chunk(const ResultRecord& record) {
        const std::string what = input_.logs[log_].string() + ": a row of chunk " + std::to_string(record.chunk) +
                                 ", but " + name_of(*record_) + " has " + std::to_string(record_->chunks.size()) +
                                 " chunks (counted from 0)";
        if (input_.lenient == format::Lenient::no) throw data_error(what, "are these the schedules that ran?");
        leave_out(what);
    }

    void require_pus(const ResultSectionHead& head, const ResultSectionEnd& end) const {
        for (std::size_t c = 0; c < std::min(end.pus.size(), record_->chunks.size()); ++c) {
            const std::string& ran_on = end.pus[c];
            if (ran_on.empty() || ran_on == record_->chunks[c].pu.str()) continue;
            throw data_error(Place{input_.logs[log_].string(), head.line, 1},
                             "chunk " + std::to_string(c) + " on " + record_->chunks[c].pu.str() + ", as " +
                                 name_of(*record_) + " says",
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
        parsed_.warnings.push_back(input_.logs[log_].filename().string() + ": " + name_of(*record_) + " lacks " +
                                   std::to_string(end.missing) + " rows (" + to_string(end.missing_rows.front()) +
                                   (end.missing_rows.size() > 1 ? " …" : "") + ")");
    }

    MeasuredSchedule& schedule() {
        const auto [place, added] = by_uid_.try_emplace(record_->uid, parsed_.schedules.size());
        if (added) parsed_.schedules.push_back({.record = *record_, .sections = {}, .latency = {}, .excerpt = {}});
        MeasuredSchedule& found = parsed_.schedules[place->second];
        if (!found.record.rank) found.record.rank = record_->rank;
        if (!found.record.metrics.interval && !found.record.metrics.max_time) found.record.metrics = record_->metrics;
        return found;
    }

    void keep(MeasuredSection section, std::uint64_t frequency) {
        MeasuredSchedule& measured = schedule();
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
        const std::uint32_t first = section.figures.steady ? section.figures.steady->first : 0;
        measured.excerpt = in_ns(trace_->first_tasks(excerpt_tasks, first));
        if (take_trace_) take_trace_(measured.record, in_ns(trace_->first_tasks(analyse::SectionTrace::most_kept)));
    }

    const ParseInput& input_;
    TimeWindow window_;
    const TakeTrace& take_trace_;
    ParsedLogs& parsed_;
    Schedules schedules_;
    std::map<std::string, std::size_t> by_uid_;
    std::size_t log_ = 0;
    std::size_t ordinal_ = 0;
    std::vector<analyse::TickSpan> spans_;
    const ScheduleRecord* record_ = nullptr;  // of the section at hand
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
                         return std::tuple(!a.record.rank, a.record.rank) < std::tuple(!b.record.rank, b.record.rank);
                     });
    return parsed;
}

}  // namespace bt::cli
