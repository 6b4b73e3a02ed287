#include "cli/benchmark_campaign.hpp"

#include <algorithm>

#include "bt/core/words.hpp"
#include "bt/device/failure.hpp"
#include "bt/profile/clocks.hpp"
#include "bt/profile/measure.hpp"
#include "bt/profile/series.hpp"
#include "bt/profile/tables.hpp"
#include "bt/profile/warnings.hpp"
#include "bt/store/manifest.hpp"
#include "bt/store/store.hpp"
#include "cli/benchmark_cooldown.hpp"
#include "cli/benchmark_progress.hpp"
#include "cli/duration.hpp"
#include "cli/missing_date.hpp"
#include "cli/step_record.hpp"
#include "cli/terminal.hpp"
#include "cli/text_table.hpp"
#include "runtime/application.hpp"

namespace bt::cli {
namespace {

using profile::Campaign;
using profile::Standing;
using profile::Subject;

class CampaignRun {
public:
    CampaignRun(DevicePlan& plan, const store::Date& date, Seconds cell, const Fleet& fleet,
                const Invocation& invocation)
        : plan_(plan),
          options_(plan.options),
          app_(*plan.app),
          date_(date),
          cell_(cell),
          fleet_(fleet),
          invocation_(invocation),
          terminal_(invocation.terminal),
          started_(system::timestamp(system::real_clock().wall())),
          result_{plan.device()} {}

    CampaignResult run() {
        std::optional<Error> stopped;
        try {
            begin();
            set_clocks();
            measure();
        } catch (const Error& error) {
            if (fleet_.stop().requested()) stopped = error;
            result_.failure = to_be_resumed(error);
        }
        plan_.connection->release_clocks();
        if (result_.campaign) finish();
        if (stopped && !result_.campaign) throw *stopped;
        return std::move(result_);
    }

private:
    void begin() {
        const store::Store held(fleet_.layout().root());
        result_.subject.emplace(Subject{held.layout(), date_, app_.name(), plan_.device()});
        held.open_day(date_);
        const profile::Identity identity{plan_.info.backend, app_.params(), invocation_.globals.seed};
        standing_ = options_.resume ? profile::resume_campaign(*result_.subject, identity)
                                    : profile::begin_campaign(*result_.subject, identity);
        result_.campaign.emplace(Campaign{standing_.campaign, std::move(standing_.done)});
        if (!options_.resume) return;
        if (standing_.next_repeat > static_cast<int>(options_.repeat)) {
            terminal_.note("campaign " + std::to_string(standing_.campaign) + " of " + app_.name().str() + " is whole");
            return;
        }
        terminal_.note(standing_.resumed ? "campaign " + std::to_string(standing_.campaign) + " of " + date_.str() +
                                               " goes on with repeat " + std::to_string(standing_.next_repeat)
                                         : "nothing is unfinished: a new campaign begins");
    }

    void set_clocks() {
        if (plan_.is_virtual()) {
            if (options_.set_clocks) terminal_.warn("--set-clocks: a model in virtual time has no clocks");
            return;
        }
        for (const std::string& each : profile::put_back_clocks(plan_.connection->device())) {
            terminal_.warn("clocks that an earlier run had set are put back: " + each);
        }
        if (options_.set_clocks) plan_.connection->fix_clocks();
    }

    void measure() {
        BenchmarkProgress progress(terminal_, printable(plan_.device().str()), plan_.cells(), longest(plan_, cell_));
        Cooldown& cooldown = cooldown_.emplace(options_.cooldown, plan_, fleet_.stop(), terminal_);
        const auto repeats = static_cast<int>(options_.repeat);
        std::size_t done = 0;
        for (int repeat = 1; repeat < std::min(standing_.next_repeat, repeats + 1); ++repeat) {
            done += plan_.orders[static_cast<std::size_t>(repeat - 1)].size();
        }
        progress.already(done);
        for (int repeat = standing_.next_repeat; repeat <= repeats; ++repeat) {
            const auto paused = std::chrono::steady_clock::now();
            cooldown.wait(repeat);
            progress.paused(std::chrono::steady_clock::now() - paused);
            const auto& order = plan_.orders[static_cast<std::size_t>(repeat - 1)];
            progress.begin_repeat(repeat, options_.repeat, order);
            measure_repeat(repeat, order, progress);
            progress.repeat_done();
            result_.files = profile::write_tables(*result_.subject, {&*result_.campaign, 1}, profile::Rows::keep);
        }
        terminal_.end_progress();
        measured_ = progress.measured();
    }

    void measure_repeat(int repeat, const std::vector<profile::CellName>& order, BenchmarkProgress& progress) {
        profile::RepeatRequest request{
            plan_.arguments, repeat, order,
            std::max<Nanoseconds>(std::chrono::minutes(2), std::chrono::duration_cast<Nanoseconds>(cell_ * 20))};
        request.arguments.insert(request.arguments.end(), {"--seconds", std::to_string(cell_.count())});
        if (repeat == 1) {
            request.arguments.insert(request.arguments.end(), plan_.first_repeat.begin(), plan_.first_repeat.end());
        }
        profile::RepeatListener listener;
        listener.on_cell = [&](const profile::CellName& cell) {
            progress.paused(plan_.connection->take_waited());
            progress.cell_done(cell);
        };
        listener.on_note = [&](const std::string& text) { note_once(text); };
        part_ = standing_.part ? std::exchange(standing_.part, std::nullopt)
                               : profile::begin_repeat(*result_.subject, plan_.info.backend);
        log_repeat_ = repeat;
        format::BenchLog log = profile::measure_repeat(*plan_.connection, request, *part_, listener);
        result_.campaign->repeats.push_back({repeat, part_->name(), std::move(log)});
        part_.reset();
    }

    void note_once(const std::string& text) {
        if (std::find(notes_.begin(), notes_.end(), text) != notes_.end()) return;
        notes_.push_back(text);
        terminal_.note(text);
    }

    // What a person must know who has mended the cause.
    Error to_be_resumed(const Error& error) const {
        const bool begun = (part_ && part_->size() > 0) || (result_.campaign && !result_.campaign->repeats.empty());
        if (!begun || error.advice().find("--resume") != std::string::npos) return error;
        return to_be_resumed_with(error, invocation_.globals, date_);
    }

    // A repeat that was cut has whole cells, too.
    void keep_what_was_cut() {
        if (!part_ || part_->size() == 0) return;
        format::BenchLog cut = profile::read_log(part_->part());
        if (cut.cells.empty()) return;
        result_.campaign->repeats.push_back({log_repeat_, part_->part(), std::move(cut)});
    }

    // Also after a failure. One that comes on top of it, such as a full disk, must not hide the first.
    void finish() {
        try {
            keep_what_was_cut();
            if (result_.campaign->repeats.empty()) {
                result_.campaign.reset();
                return;
            }
            result_.files = profile::write_tables(*result_.subject, {&*result_.campaign, 1}, profile::Rows::keep);
            result_.warnings = profile::warnings_of(*result_.campaign);
            if (cooldown_) {
                const auto& warm = cooldown_->warnings();
                result_.warnings.insert(result_.warnings.end(), warm.begin(), warm.end());
            }
            add_load();
            append_step();
        } catch (const Error& error) {
            if (!result_.failure) result_.failure = to_be_resumed(error);
        }
    }

    void add_load() {
        // The agent itself keeps one PU busy, but only after this was read.
        constexpr double busy = 0.7;
        if (!plan_.info.load || *plan_.info.load < busy) return;
        char text[96];
        std::snprintf(text, sizeof text, "other load on the device: %.1f before it began", *plan_.info.load);
        result_.warnings.emplace_back(text);
    }

    void append_step() {
        const Subject& subject = *result_.subject;
        store::StepRecord step = step_record("benchmark", started_, invocation_);
        step.device = plan_.device().str();
        step.app = app_.name().str();
        step.backend = to_string(plan_.info.backend);
        step.params = app_.params();
        step.seed = invocation_.globals.seed;
        step.settings = settings();
        if (!plan_.entry.from.empty()) step.inputs.push_back(store::record_file(subject.layout, plan_.entry.from));
        if (plan_.entry.device.transport == format::Transport::emulated) {
            step.inputs.push_back(store::record_file(subject.layout, fleet_.registry().soc_model(plan_.entry)));
        }
        for (const profile::RepeatLog& repeat : result_.campaign->repeats) {
            step.outputs.push_back(store::record_file(subject.layout, repeat.file));
        }
        for (const auto& file : result_.files) step.outputs.push_back(store::record_file(subject.layout, file));
        step.exit = result_.failure ? static_cast<int>(result_.failure->code()) : 0;
        step.result = result_.failure ? result_.failure->failed()
                                      : "campaign " + std::to_string(result_.campaign->number) + ", " +
                                            count_of(result_.campaign->repeats.size(), "repeat");
        store::append_step(subject.layout, subject.date, step);
    }

    std::vector<std::pair<std::string, std::string>> settings() const {
        std::vector<std::pair<std::string, std::string>> all{
            {"campaign", std::to_string(result_.campaign->number)},
            {"repeat", std::to_string(options_.repeat)},
            {"seconds", std::to_string(cell_.count())},
            {"agent", plan_.info.version + " " + plan_.info.build},
            {"machine", plan_.info.model.value_or(plan_.info.machine)},
            {"kernel", plan_.info.kernel},
        };
        all.emplace_back("conditions", joined(options_.conditions));
        if (!options_.stages.empty()) all.emplace_back("stages", joined(options_.stages));
        if (!options_.pus.empty()) all.emplace_back("pus", joined(options_.pus));
        for (const format::AgentPu& each : plan_.info.pus) {
            if (each.governor) all.emplace_back("governor." + each.pu.name.str(), *each.governor);
        }
        add_state(all, "before", plan_.info);
        add_state(all, "after", state_after());
        if (options_.set_clocks) all.emplace_back("set-clocks", "yes");
        if (options_.cooldown) all.emplace_back("cooldown", *options_.cooldown);
        return all;
    }

    static void add_state(std::vector<std::pair<std::string, std::string>>& all, const std::string& when,
                          const std::optional<format::AgentInfo>& info) {
        if (!info) return;
        if (info->load) all.emplace_back("load." + when, std::to_string(*info->load));
        if (info->temperature_c) all.emplace_back("temp_c." + when, std::to_string(*info->temperature_c));
        for (const format::AgentPu& each : info->pus) {
            if (each.clock_mhz)
                all.emplace_back("clock_mhz." + each.pu.name.str() + "." + when, std::to_string(*each.clock_mhz));
        }
    }

    // Nothing where the device is lost just now: all that was to be measured is there.
    std::optional<format::AgentInfo> state_after() const {
        if (result_.failure || plan_.is_virtual()) return std::nullopt;
        try {
            return ask_agent(plan_.connection->device(), plan_.connection->deployment());
        } catch (const device::Failure&) {
            return std::nullopt;
        }
    }

    DevicePlan& plan_;
    const BenchmarkOptions& options_;
    const apps::Application& app_;
    store::Date date_;
    Seconds cell_;
    const Fleet& fleet_;
    const Invocation& invocation_;
    Terminal& terminal_;
    std::string started_;
    CampaignResult result_;
    Standing standing_;
    std::optional<system::GrowingLog> part_;
    std::optional<Cooldown> cooldown_;
    int log_repeat_ = 0;
    std::size_t measured_ = 0;
    std::vector<std::string> notes_;
};

}  // namespace

CampaignResult run_campaign(DevicePlan& plan, const store::Date& date, Seconds cell, const Fleet& fleet,
                            const Invocation& invocation) {
    return CampaignRun(plan, date, cell, fleet, invocation).run();
}

// --resume without --date goes on where something is unfinished, however long ago it began.
store::Date date_of(const std::vector<DevicePlan>& plans, const DeviceId& device, const store::Layout& layout,
                    const Globals& globals) {
    if (globals.date) return store::parse_date(*globals.date);
    const auto unfinished = [&](const store::Date& date) {
        return std::any_of(plans.begin(), plans.end(), [&](const DevicePlan& plan) {
            return plan.options.resume && plan.device() == device &&
                   store::has_part(layout.raw_logs(date, plan.app->name(), device, plan.info.backend));
        });
    };
    return store::Store(layout.root()).newest_date(unfinished).value_or(store::Date::today());
}

}  // namespace bt::cli
