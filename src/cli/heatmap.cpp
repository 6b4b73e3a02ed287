#include <algorithm>
#include <memory>
#include <numeric>

#include "bt/store/manifest.hpp"
#include "bt/system/child.hpp"
#include "bt/system/clock.hpp"
#include "bt/system/program.hpp"
#include "bt/system/signals.hpp"
#include "cli/fleet.hpp"
#include "cli/heatmap_sizes.hpp"
#include "cli/heatmap_text.hpp"
#include "cli/left_out.hpp"
#include "cli/number.hpp"
#include "cli/origin.hpp"
#include "cli/plan_json.hpp"
#include "cli/stage_names.hpp"
#include "cli/step_record.hpp"
#include "cli/terminal.hpp"
#include "cli/unknown_names.hpp"

// `runner heatmap`: a look at the tables (docs/heatmap.md).

namespace bt::cli {
namespace {

struct Options {
    std::string app;
    std::vector<std::string> devices;
    std::vector<std::string> excluded;
    std::vector<std::string> formats;
    std::optional<std::string> campaign;
    bool markdown = false;
    bool open = false;
    bool lenient = false;
    bool dry_run = false;
};

std::vector<plot::ImageFormat> formats_of(const Options& options) {
    if (options.formats.empty()) return {plot::ImageFormat::png, plot::ImageFormat::svg};
    std::vector<plot::ImageFormat> formats;
    for (const std::string& word : options.formats) {
        const plot::ImageFormat format = plot::parse_image_format(word);
        if (std::find(formats.begin(), formats.end(), format) == formats.end()) formats.push_back(format);
    }
    return formats;
}

// "3", "1-7"
std::vector<int> stages_in(const std::string& word, const std::string& flag) {
    const std::size_t dash = word.find('-', 1);
    const int first = whole_number(word.substr(0, dash), flag, 1, "stage");
    const int last = dash == std::string::npos ? first : whole_number(word.substr(dash + 1), flag, 1, "stage");
    if (last < first || last > max_stages) {
        throw usage_error(flag + ": '" + printable(word) + "' is no range of stages", "for example 2,4 or 3-5");
    }
    std::vector<int> stages(static_cast<std::size_t>(last - first + 1));
    std::iota(stages.begin(), stages.end(), first);
    return stages;
}

class HeatmapRun {
public:
    HeatmapRun(const Options& options, const Invocation& invocation)
        : options_(options),
          terminal_(invocation.terminal),
          invocation_(invocation),
          held_(store::choose_root(invocation.globals.data)),
          app_(options.app),
          formats_(formats_of(options)) {
        if (options.campaign) campaign_ = whole_number(*options.campaign, "--campaign", 0, "campaign");
        for (const std::string& word : options.excluded) {
            for (const int stage : stages_in(word, "--exclude-stages")) shown_.excluded.insert(stage);
        }
        if (invocation.globals.date) asked_ = store::parse_date(*invocation.globals.date);
    }

    ExitCode run();

private:
    struct Day {
        store::Date date;
        std::vector<DeviceId> devices;
    };

    template <class Read>
    auto unless_left_out(const Read& read) -> std::optional<decltype(read())>;
    std::vector<Day> find_days();
    std::optional<MeasuredTimes> read_sized(const store::Date& date, const DeviceId& device,
                                            std::optional<int> campaign) const;
    MeasuredTimes read_one(const store::Date& date, const DeviceId& device) const;
    ExitCode say_who_is_left_out() const;
    store::Date day_of(const DeviceId& device) const;
    bool has_table(const store::Date& date, const DeviceId& device) const;
    bool has_table(const store::Date& date) const;
    format::Lenient lenient() const { return lenient_if(options_.lenient); }
    [[noreturn]] void say_nothing_found(const std::optional<DeviceId>& device) const;
    void check_stages(const MeasuredTimes& measured) const;
    void name_stages(const std::vector<MeasuredTimes>& all);
    void say_what_is_missing(const MeasuredTimes& measured);
    std::vector<MeasuredTimes> read(const Day& day);
    std::vector<MeasuredTimes> others(const Day& day, const std::vector<MeasuredTimes>& mine);
    void draw(const store::Date& date, const std::vector<MeasuredTimes>& mine,
              const std::vector<MeasuredTimes>& all_there);
    void record(const MeasuredTimes& measured, const std::vector<std::filesystem::path>& files) const;
    void plan(const std::vector<MeasuredTimes>& all);
    void print();
    void open() const;

    const Options& options_;
    Terminal& terminal_;
    const Invocation& invocation_;
    store::Store held_;
    AppName app_;
    std::vector<plot::ImageFormat> formats_;
    std::optional<int> campaign_;
    std::optional<store::Date> asked_;
    ShownStages shown_;
    system::WallTime started_ = system::real_clock().wall();
    system::Cancellation stop_;
    system::InterruptSignals signals_{stop_};
    std::vector<Error> left_out_;  // why, for each device that is
    std::vector<DrawnDevice> drawn_;
    std::vector<std::filesystem::path> overviews_;
};

bool HeatmapRun::has_table(const store::Date& date, const DeviceId& device) const {
    std::error_code ignored;
    const auto has = [&](store::TableKind kind) {
        return std::filesystem::exists(held_.layout().table(date, app_, device, kind), ignored);
    };
    return has(store::TableKind::normal) || has(store::TableKind::fully);
}

bool HeatmapRun::has_table(const store::Date& date) const {
    std::vector<std::string> ignored;
    return !devices_of_tables(held_.layout(), date, app_, lenient(), ignored).empty() || !ignored.empty();
}

void HeatmapRun::say_nothing_found(const std::optional<DeviceId>& device) const {
    const std::string where = device ? " on " + printable(device->str()) : "";
    const std::string measure =
        "measure first: runner benchmark --app " + printable(app_.str()) + "; runner status shows what there is";
    throw data_error("no table of " + printable(app_.str()) + where + " in '" +
                         printable(held_.layout().root().string(), 200) + "'" + (asked_ ? " on " + asked_->str() : ""),
                     advice_on_names(held_, app_, device, measure));
}

store::Date HeatmapRun::day_of(const DeviceId& device) const {
    const auto has = [&](const store::Date& date) { return has_table(date, device); };
    if (asked_ && has(*asked_)) return *asked_;
    const auto newest = asked_ ? std::nullopt : held_.newest_date(has);
    if (!newest) say_nothing_found(device);
    return *newest;
}

// Which devices of which day: those asked for, each on its newest day; else all of the newest day.
std::vector<HeatmapRun::Day> HeatmapRun::find_days() {
    std::vector<Day> days;
    for (const DeviceId& device : ids_of(options_.devices)) {
        const auto date = unless_left_out([&] { return day_of(device); });
        if (!date) continue;
        auto day = std::find_if(days.begin(), days.end(), [&](const Day& each) { return each.date == *date; });
        if (day == days.end()) day = days.insert(days.end(), Day{*date, {}});
        day->devices.push_back(device);
    }
    if (!options_.devices.empty()) return days;
    const auto newest = asked_ ? asked_ : held_.newest_date([&](const store::Date& date) { return has_table(date); });
    if (!newest) say_nothing_found({});
    std::vector<std::string> not_read;
    Day day{*newest, devices_of_tables(held_.layout(), *newest, app_, lenient(), not_read)};
    for (const std::string& each : not_read) {
        left_out_.push_back(data_error(each, "mend or remove it, or name the devices with --device"));
    }
    if (day.devices.empty() && left_out_.empty()) say_nothing_found({});
    return {day};
}

void HeatmapRun::check_stages(const MeasuredTimes& measured) const {
    for (const int number : shown_.excluded) {
        if (number <= measured.stages) continue;
        throw usage_error("--exclude-stages: there is no stage " + std::to_string(number),
                          measured.app.str() + " on " + printable(measured.device.str()) + " has the stages 1 to " +
                              std::to_string(measured.stages));
    }
    if (shown_.of(measured.stages).empty()) {
        throw usage_error("--exclude-stages leaves no stage to show", "leave out fewer");
    }
}

// One list for all of them: overviews have one row for each stage.
void HeatmapRun::name_stages(const std::vector<MeasuredTimes>& all) {
    int stages = 0;
    for (const MeasuredTimes& each : all) stages = std::max(stages, each.stages);
    shown_.names = stage_names_of(app_, stages);
}

void HeatmapRun::say_what_is_missing(const MeasuredTimes& measured) {
    if (measured.normal && measured.fully) {
        if (measured.normal->campaign != measured.fully->campaign) {
            terminal_.warn(printable(measured.device.str()) +
                           ": no campaign is complete under both conditions; those compared are of different ones");
        }
        return;
    }
    terminal_.warn(printable(measured.device.str()) + ": no table of the condition " +
                   (measured.normal ? "fully" : "normal") + ", so nothing is compared");
}

// One device whose tables cannot be drawn is no reason to draw none.
template <class Read>
auto HeatmapRun::unless_left_out(const Read& read) -> std::optional<decltype(read())> {
    try {
        return read();
    } catch (const Error& error) {
        if (error.code() != ExitCode::data) throw;
        left_out_.push_back(error);
        return std::nullopt;
    }
}

// A log that cannot be read is no reason to draw nothing: the size is then not known.
std::optional<MeasuredTimes> HeatmapRun::read_sized(const store::Date& date, const DeviceId& device,
                                                    std::optional<int> campaign) const {
    auto measured = read_measured_times(held_.layout(), date, app_, device, campaign, lenient());
    if (!measured) return std::nullopt;
    format::LeftOut unreadable;
    const int taken = (measured->normal ? measured->normal : measured->fully)->campaign;
    if (const auto origin = origin_of({held_.layout(), date, app_, device}, taken, &unreadable)) {
        measured->params = origin->params;
    }
    return measured;
}

MeasuredTimes HeatmapRun::read_one(const store::Date& date, const DeviceId& device) const {
    auto measured = read_sized(date, device, campaign_);
    if (!measured) say_nothing_found(device);
    return std::move(*measured);
}

std::vector<MeasuredTimes> HeatmapRun::read(const Day& day) {
    std::vector<MeasuredTimes> all;
    for (const DeviceId& device : day.devices) {
        const auto measured = unless_left_out([&] { return read_one(day.date, device); });
        if (!measured) continue;
        for (const std::string& each : measured->notes) terminal_.warn(printable(device.str()) + ": " + each);
        check_stages(*measured);
        say_what_is_missing(*measured);
        all.push_back(*measured);
    }
    return all;
}

// The overview shows every device of the day, also where one alone was asked for.
std::vector<MeasuredTimes> HeatmapRun::others(const Day& day, const std::vector<MeasuredTimes>& mine) {
    std::vector<MeasuredTimes> all = mine;
    std::vector<std::string> not_read;
    for (const DeviceId& device : devices_of_tables(held_.layout(), day.date, app_, lenient(), not_read)) {
        if (std::find(day.devices.begin(), day.devices.end(), device) != day.devices.end()) continue;
        try {
            auto measured = read_sized(day.date, device, std::nullopt);
            if (measured) all.push_back(std::move(*measured));
        } catch (const Error& error) {
            not_read.push_back(error.failed());
        }
    }
    for (const MeasuredTimes& each : take_out_other_sizes(all)) {
        not_read.push_back(printable(each.device.str()) + ": measured with " + size_text(each.params) + ", not with " +
                           size_text(all.front().params) + " as " + printable(all.front().device.str()));
    }
    for (const std::string& each : not_read) terminal_.warn("not in the overview: " + printable(each, 300));
    std::sort(all.begin(), all.end(),
              [](const MeasuredTimes& a, const MeasuredTimes& b) { return a.device < b.device; });
    return all;
}

bool is_picture(const std::filesystem::path& file) { return file.extension() != ".gp" && file.extension() != ".dat"; }

void HeatmapRun::draw(const store::Date& date, const std::vector<MeasuredTimes>& mine,
                      const std::vector<MeasuredTimes>& all_there) {
    const store::Layout& layout = held_.layout();
    std::vector<plot::NamedFigure> figures;
    std::vector<std::string> fronts;
    for (const MeasuredTimes& each : mine) {
        fronts.push_back(layout.figure(date, app_, each.device, "").filename().string());
        for (plot::NamedFigure& figure : figures_of(each, shown_, fronts.back())) figures.push_back(std::move(figure));
    }
    const std::string overview = layout.overview(date, app_).filename().string();
    if (auto figure = overview_of(all_there, shown_, overview)) figures.push_back(std::move(*figure));
    held_.open_day(date);
    const auto files =
        plot::draw(layout.app(date, app_), figures, {.formats = formats_, .deadline = Seconds(120), .cancel = &stop_});
    for (std::size_t i = 0; i < mine.size(); ++i) {
        std::vector<std::filesystem::path> written, pictures;
        for (const auto& file : files) {
            if (!file.filename().string().starts_with(fronts[i])) continue;
            written.push_back(file);
            if (is_picture(file)) pictures.push_back(file);
        }
        record(mine[i], written);
        drawn_.push_back({mine[i], pictures});
    }
    for (const auto& file : files) {
        if (file.stem() == overview && is_picture(file)) overviews_.push_back(file);
    }
}

void HeatmapRun::record(const MeasuredTimes& measured, const std::vector<std::filesystem::path>& files) const {
    store::StepRecord step = step_record("heatmap", system::timestamp(started_), invocation_);
    step.device = measured.device.str();
    step.app = app_.str();
    std::string formats;
    for (const plot::ImageFormat format : formats_) {
        formats += (formats.empty() ? "" : ",") + std::string(to_string(format));
    }
    if (measured.params) step.params = *measured.params;
    step.settings = {{"format", formats}};
    if (const std::string without = shown_.note(); !without.empty()) step.settings.emplace_back("stages", without);
    for (const auto& file : measured.files) step.inputs.push_back(store::record_file(held_.layout(), file));
    for (const auto& file : files) step.outputs.push_back(store::record_file(held_.layout(), file));
    step.result = std::to_string(files.size()) + " files";
    store::append_step(held_.layout(), measured.date, step);
}

void HeatmapRun::plan(const std::vector<MeasuredTimes>& all) {
    std::string out;
    std::vector<std::filesystem::path> reads, writes;
    for (const MeasuredTimes& each : all) {
        out += "would draw " + app_.str() + " on " + printable(each.device.str()) + ", " + each.date.str() + "\n";
        for (const auto& file : each.files) out += "  reads " + printable(file.string(), 200) + "\n";
        reads.insert(reads.end(), each.files.begin(), each.files.end());
        const std::string front = held_.layout().figure(each.date, app_, each.device, "").string();
        for (const plot::NamedFigure& figure : figures_of(each, shown_, front)) {
            out += "  writes " + printable(figure.stem, 200) + ".*\n";
            for (const plot::ImageFormat format : formats_) {
                writes.emplace_back(figure.stem + "." + std::string(to_string(format)));
            }
        }
    }
    terminal_.print(invocation_.globals.json ? plan_json("heatmap", reads, writes) : out);
}

void HeatmapRun::print() {
    if (invocation_.globals.json) {
        terminal_.print(times_as_json(drawn_, shown_, overviews_, left_out_));
    } else {
        std::string between;
        for (const DrawnDevice& each : drawn_) {
            terminal_.print(between + (options_.markdown ? times_as_markdown(each.measured, shown_)
                                                         : times_as_text(each.measured, shown_)));
            between = "\n";
        }
    }
    for (const DrawnDevice& each : drawn_) {
        for (const auto& file : each.figures) terminal_.note("written: " + printable(file.string(), 200));
    }
    for (const auto& file : overviews_) terminal_.note("written: " + printable(file.string(), 200));
}

// What shows a figure outlives us, so it gets a session of its own. run_child ends the process group of a child that
// has ended; the line that `head` waits for comes when the session is there.
constexpr const char* open_script =
    "{ setsid sh -c 'echo started; exec xdg-open \"$0\" >/dev/null 2>&1 </dev/null' \"$0\" & } | head -n 1";

void HeatmapRun::open() const {
    if (!system::find_program("xdg-open")) {
        throw host_error("--open: xdg-open is missing; the figures are drawn", "apt install xdg-utils");
    }
    std::vector<std::filesystem::path> files;
    for (const DrawnDevice& each : drawn_) files.push_back(each.figures.front());
    if (!overviews_.empty()) files.push_back(overviews_.front());
    for (const auto& file : files) {
        const system::ChildResult result =
            system::run_child({{"sh", "-c", open_script, std::filesystem::absolute(file).string()}});
        if (result.succeeded() && result.out == "started\n") continue;
        throw host_error("--open: '" + printable(file.string(), 200) + "' could not be shown",
                         printable(result.err, 200));
    }
}

ExitCode HeatmapRun::say_who_is_left_out() const {
    for (const Error& error : left_out_) terminal_.error("left out: " + error.failed(), error.advice());
    return left_out_.empty() ? ExitCode::done : ExitCode::data;
}

ExitCode HeatmapRun::run() {
    const std::vector<Day> days = find_days();
    std::vector<std::vector<MeasuredTimes>> measured;
    std::vector<MeasuredTimes> flat;
    for (const Day& day : days) {
        measured.push_back(read(day));
        flat.insert(flat.end(), measured.back().begin(), measured.back().end());
    }
    if (flat.empty()) throw left_out_.front();
    name_stages(flat);
    if (options_.dry_run) {
        plan(flat);
        return say_who_is_left_out();
    }
    for (std::size_t i = 0; i < days.size(); ++i) {
        if (!measured[i].empty()) draw(days[i].date, measured[i], others(days[i], measured[i]));
    }
    print();
    const ExitCode code = say_who_is_left_out();
    if (options_.open) open();
    return code;
}

void declare(Flags& flags, Options& options) {
    flags.text("--app", options.app, "NAME", "The application");
    flags.list("--device", options.devices, "ID", "These devices (all of the newest date)");
    flags.list("--exclude-stages", options.excluded, "N", "Without these stages");
    flags.list("--format", options.formats, "png,svg,pdf", "Formats of the figures (png,svg)");
    flags.text("--campaign", options.campaign, "N", "Which campaign (the newest complete one)");
    flags.flag("--lenient", options.lenient, lenient_help);
    flags.flag("--markdown", options.markdown, "Print the tables as Markdown");
    flags.flag("--open", options.open, "Show the figures");
    flags.flag("--dry-run", options.dry_run, "Say what would be read and written");
}

}  // namespace

Command heatmap_command() {
    auto options = std::make_shared<Options>();
    return {"heatmap", "Look at the tables: heatmaps, bars, means",
            [options](Flags& flags) { declare(flags, *options); },
            [options](const Invocation& invocation) {
                if (options->app.empty()) {
                    throw usage_error("which application? --app is missing", "runner apps lists them");
                }
                return HeatmapRun(*options, invocation).run();
            }};
}

}  // namespace bt::cli
