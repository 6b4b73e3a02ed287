#include "cli/parse_figures.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "bt/report/summary.hpp"

namespace bt::cli {
namespace {

using format::ScheduleSummary;
using format::Summary;

constexpr std::size_t most_bars = 50;  // what fits one page
constexpr std::size_t most_charts = 3;
constexpr plot::SeriesColour predicted_colour{.hue = 0, .pale = true};
constexpr plot::SeriesColour measured_colour{.hue = 1, .pale = false};
constexpr std::size_t hues = 8;

plot::Caption caption_of(const Summary& summary, const std::string& what) {
    plot::Caption caption{.title = what + ": " + summary.app.str() + " on " + summary.device.str()};
    std::string note = "backend " + std::string(to_string(summary.backend));
    if (!summary.params.empty()) note += ", " + to_string(summary.params);
    if (summary.clock == format::LogClock::virtual_time) note += ", virtual time of a SoC model";
    caption.notes.push_back(note);
    return caption;
}

std::string label_of(const ScheduleSummary& schedule) {
    const bool marked = schedule.uid.starts_with("SCH-") || schedule.uid.starts_with("SCC-");
    const std::string name = schedule.rounds ? report::rank_text(schedule) + ": " + schedule.uid.substr(marked ? 4 : 0)
                             : marked        ? schedule.uid.substr(4)
                                             : schedule.uid;
    if (schedule.rounds) return name;
    return schedule.rank ? fmt::format("{}: {}", *schedule.rank, name) : name;
}

std::optional<Ci> ci_of(const ScheduleSummary& schedule) { return schedule.ci.value(); }

// "Makespan"
std::string metric_name(const Summary& summary) {
    std::string name = report::measured_name(summary);
    name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(name.front())));
    return name;
}

plot::BarChart bars_of(const Summary& summary) {
    plot::BarChart chart{.caption = caption_of(summary, metric_name(summary) + ", predicted and measured"),
                         .value_label = report::measured_name(summary) + " in ms",
                         .clusters = {},
                         .series = {}};
    plot::BarSeries predicted{"predicted", predicted_colour};
    plot::BarSeries measured{"measured, 95 % CI over runs", measured_colour};
    for (const ScheduleSummary& schedule : summary.schedules) {
        if (!schedule.predicted && !schedule.interval) continue;
        if (chart.clusters.size() == most_bars) {
            chart.caption.notes.push_back(
                fmt::format("the first {} of {} schedules", most_bars, summary.schedules.size()));
            break;
        }
        chart.clusters.push_back(label_of(schedule));
        plot::Bar bar;
        if (schedule.predicted) bar.value = schedule.predicted.value()->count();
        predicted.bars.push_back(bar);
        plot::Bar other{.value = {}, .ci = ci_of(schedule)};
        if (schedule.interval) other.value = schedule.interval.value()->count();
        measured.bars.push_back(other);
    }
    chart.series = {std::move(predicted), std::move(measured)};
    return chart;
}

plot::Scatter scatter_of(const Summary& summary) {
    plot::Scatter scatter{
        .caption = caption_of(summary, "Predicted against measured"),
        .x_label = "predicted " + report::measured_name(summary) + " in ms",
        .y_label = "measured " + report::measured_name(summary) + " in ms",
        .identity_label = "predicted = measured",
        .series = {{summary.metric == format::Metric::interval ? "two PUs or more" : "ours", measured_colour, {}},
                   {summary.metric == format::Metric::interval ? "one PU" : "baselines", {.hue = 2}, {}}}};
    for (const ScheduleSummary& schedule : summary.schedules) {
        if (!schedule.predicted || !schedule.interval) continue;
        plot::ScatterPoint point{schedule.predicted.value()->count(), schedule.interval.value()->count()};
        point.y_ci = ci_of(schedule);
        if (schedule.rank && *schedule.rank <= 5) point.label = std::to_string(*schedule.rank);
        const bool compares = schedule.rounds ? schedule.control == format::Control::yes : schedule.chunks.size() == 1;
        scatter.series[compares ? 1 : 0].points.push_back(point);
    }
    std::erase_if(scatter.series, [](const plot::ScatterSeries& series) { return series.points.empty(); });
    return scatter;
}

// The slow ones on one PU push all others into a corner: these once more by themselves.
std::optional<plot::Scatter> pipelined_scatter_of(const Summary& summary, plot::Scatter scatter) {
    if (summary.metric != format::Metric::interval || scatter.series.size() < 2) return std::nullopt;
    scatter.series.pop_back();
    if (scatter.series.front().points.size() < 2) return std::nullopt;
    scatter.caption = caption_of(summary, "Predicted against measured, two PUs or more");
    return scatter;
}

// Indices of schedules, fastest first.
std::vector<std::size_t> best_schedules(const Summary& summary) {
    std::vector<std::size_t> best;
    for (std::size_t i = 0; i < summary.schedules.size(); ++i) {
        const ScheduleSummary& schedule = summary.schedules[i];
        const bool competes = schedule.control == format::Control::no && schedule.status == format::RunStatus::ok;
        if (competes && schedule.interval) best.push_back(i);
    }
    std::stable_sort(best.begin(), best.end(), [&](std::size_t a, std::size_t b) {
        return *summary.schedules[a].interval < *summary.schedules[b].interval;
    });
    best.resize(std::min(best.size(), most_charts));
    return best;
}

// A row for each PU; what runs there is coloured by its chain and numbered by its group, for a round or two.
void add_chains(plot::Gantt& gantt, const MeasuredSchedule& measured, const ScheduleSummary& schedule) {
    constexpr std::uint32_t rounds = 2;
    std::size_t row = 0;
    for (const plot::LabelGroup& group : gantt.rows) row += group.labels.size();
    std::vector<PuName> pus;
    for (const Chunk& group : measured.record.chunks) {
        if (std::find(pus.begin(), pus.end(), group.pu) == pus.end()) pus.push_back(group.pu);
    }
    std::vector<std::pair<std::size_t, std::size_t>> places;  // chain and group, by number
    for (std::size_t chain = 0; chain < measured.concurrent->chains.size(); ++chain) {
        for (std::size_t g = 0; g < measured.concurrent->chains[chain].groups.size(); ++g) places.push_back({chain, g});
    }
    plot::LabelGroup group{fmt::format("{}, {:.3f} ms", label_of(schedule), schedule.interval.value()->count()), {}};
    for (const PuName& pu : pus) group.labels.push_back(pu.str());
    const std::uint32_t first = measured.excerpt.front().task;
    std::int64_t zero = measured.excerpt.front().start_ns;
    for (const report::Slice& slice : measured.excerpt) zero = std::min(zero, slice.start_ns);
    for (const report::Slice& slice : measured.excerpt) {
        if (slice.task >= first + rounds) continue;
        const auto pu = std::find(pus.begin(), pus.end(), measured.record.chunks[slice.chunk].pu);
        const auto [chain, g] = places[slice.chunk];
        const StageRange stages = measured.record.chunks[slice.chunk].stages;
        gantt.slices.push_back({.row = row + static_cast<std::size_t>(pu - pus.begin()),
                                .start = static_cast<double>(slice.start_ns - zero) * 1e-6,
                                .end = static_cast<double>(slice.end_ns - zero) * 1e-6,
                                .colour = {.hue = chain % hues, .pale = slice.task != first},
                                .text = stages.count() == 1 ? std::to_string(stages.first.number())
                                                            : std::to_string(stages.first.number()) + "-" +
                                                                  std::to_string(stages.last.number())});
    }
    gantt.rows.push_back(std::move(group));
}

void add_schedule(plot::Gantt& gantt, const ScheduleSummary& schedule, const std::vector<report::Slice>& slices) {
    std::size_t row = 0;
    for (const plot::LabelGroup& group : gantt.rows) row += group.labels.size();
    plot::LabelGroup group{fmt::format("{}, {:.3f} ms", label_of(schedule), schedule.interval.value()->count()), {}};
    for (const Chunk& chunk : schedule.chunks) group.labels.push_back(to_string(std::span(&chunk, 1)));
    std::int64_t zero = slices.front().start_ns;
    for (const report::Slice& slice : slices) zero = std::min(zero, slice.start_ns);
    for (const report::Slice& slice : slices) {
        gantt.slices.push_back({.row = row + slice.chunk,
                                .start = static_cast<double>(slice.start_ns - zero) * 1e-6,
                                .end = static_cast<double>(slice.end_ns - zero) * 1e-6,
                                .colour = {.hue = slice.task % hues},
                                .text = std::to_string(slice.task)});
    }
    gantt.rows.push_back(std::move(group));
}

// The best of ours, and the best of those to compare with.
plot::Gantt chains_gantt_of(const Summary& summary, const ParsedLogs& parsed) {
    plot::Gantt gantt{.caption = caption_of(summary, "Chains"), .time_label = "ms", .rows = {}, .slices = {}};
    std::string names;
    for (const AppName& app : summary.app.parts()) names += (names.empty() ? "" : ", ") + app.str();
    gantt.caption.notes.push_back("a colour for each chain (" + names +
                                  "); numbers are stages; the second round is pale");
    for (const bool control : {false, true}) {
        const ScheduleSummary* best = nullptr;
        std::size_t place = 0;
        for (std::size_t i = 0; i < summary.schedules.size(); ++i) {
            const ScheduleSummary& each = summary.schedules[i];
            const bool is_control = each.control == format::Control::yes;
            if (is_control != control || !each.interval || parsed.schedules[i].excerpt.empty()) continue;
            if (best && *best->interval <= *each.interval) continue;
            best = &each;
            place = i;
        }
        if (best) add_chains(gantt, parsed.schedules[place], *best);
    }
    return gantt;
}

plot::Gantt gantt_of(const Summary& summary, const ParsedLogs& parsed) {
    if (summary.metric != format::Metric::interval) return chains_gantt_of(summary, parsed);
    plot::Gantt gantt{
        .caption = caption_of(summary, "The best schedules"), .time_label = "ms", .rows = {}, .slices = {}};
    gantt.caption.notes.emplace_back("the first tasks in steady state; numbers are tasks");
    for (const std::size_t i : best_schedules(summary)) {
        if (!parsed.schedules[i].excerpt.empty())
            add_schedule(gantt, summary.schedules[i], parsed.schedules[i].excerpt);
    }
    return gantt;
}

}  // namespace

void remove_earlier_figures(const std::filesystem::path& folder, const std::vector<std::filesystem::path>& drawn) {
    const auto is_drawn = [&](const std::filesystem::path& file) {
        const bool source = file.extension() == ".gp" || file.extension() == ".dat";
        return std::any_of(drawn.begin(), drawn.end(), [&](const std::filesystem::path& figure) {
            return figure == file || (source && figure.stem() == file.stem());
        });
    };
    for (const char* stem : {"intervals", "predicted-measured", "predicted-measured-pipelined", "gantt"}) {
        for (const char* ending : {".png", ".svg", ".pdf", ".gp", ".dat"}) {
            const std::filesystem::path file = folder / (std::string(stem) + ending);
            std::error_code ignored;
            if (!is_drawn(file)) std::filesystem::remove(file, ignored);
        }
    }
}

std::vector<std::filesystem::path> draw_figures(const std::filesystem::path& folder, const Summary& summary,
                                                const ParsedLogs& parsed, const std::vector<plot::ImageFormat>& formats,
                                                const system::Cancellation& stop) {
    std::vector<plot::NamedFigure> figures;
    if (plot::BarChart bars = bars_of(summary); !bars.clusters.empty())
        figures.push_back({"intervals", std::move(bars)});
    if (plot::Scatter scatter = scatter_of(summary); !scatter.series.empty()) {
        auto pipelined = pipelined_scatter_of(summary, scatter);
        figures.push_back({"predicted-measured", std::move(scatter)});
        if (pipelined) figures.push_back({"predicted-measured-pipelined", std::move(*pipelined)});
    }
    if (plot::Gantt gantt = gantt_of(summary, parsed); !gantt.rows.empty())
        figures.push_back({"gantt", std::move(gantt)});
    if (figures.empty()) return {};
    return plot::draw(folder, figures, {.formats = formats, .deadline = Seconds(60), .cancel = &stop});
}

}  // namespace bt::cli
