#include "format/bench_earlier.hpp"

#include <utility>

#include "bt/core/error.hpp"
#include "format/bench_names.hpp"
#include "format/csv.hpp"

namespace bt::format {
namespace {

// The rest behind `word` and the space after it; nothing where the line begins with another word.
std::optional<std::string_view> behind(std::string_view line, std::string_view word) {
    if (!line.starts_with(word)) return std::nullopt;
    line.remove_prefix(word.size());
    if (line.empty() || (line.front() != ' ' && line.front() != '\t')) return std::nullopt;
    return trim(line);
}

// The next word, taken off the front.
std::string_view take_word(std::string_view& text) {
    text = trim(text);
    const std::string_view word = text.substr(0, text.find_first_of(" \t"));
    text.remove_prefix(word.size());
    return word;
}

std::optional<Stage> parse_stage(std::string_view text) {
    const auto number = parse_whole(text);
    if (!number || *number < 1 || *number > max_stages) return std::nullopt;
    return Stage::from_number(static_cast<int>(*number));
}

std::optional<std::int64_t> parse_count(std::string_view text) {
    const auto count = parse_whole(text);
    return count && *count >= 0 ? count : std::nullopt;
}

std::optional<Milliseconds> parse_time(std::string_view text) {
    const auto ms = parse_number(text);
    if (!ms || *ms <= 0 || *ms > longest_time.count()) return std::nullopt;
    return Milliseconds{*ms};
}

bool is_no_time(std::string_view text) {
    return text == "inf" || text == "nan" || text == "-nan" || parse_number(text) == 0.0;
}

}  // namespace

void BenchMeans::add(BenchMean mean, std::size_t line) {
    const Key key{mean.condition, mean.stage, mean.pu};
    const auto [known, fresh] = means_.try_emplace(key, std::move(mean), line);
    if (fresh) return;
    faults_.report(line, "each stage and PU once",
                   "stage " + std::to_string(std::get<Stage>(key).number()) + " by " + std::get<PuName>(key).str() +
                       " again, first on line " + std::to_string(known->second.second),
                   "a log holds one benchmark: split the file");
}

std::vector<BenchMean> BenchMeans::take() const {
    std::vector<BenchMean> means;
    for (const auto& [key, mean] : means_) means.push_back(mean.first);
    return means;
}

bool EarlierBlocks::take(std::string_view line, std::size_t number) {
    const std::string_view text = trim(line);
    if (const auto rest = behind(text, "Stage:")) {
        start(*rest, number);
    } else if (const auto count = behind(text, "Count")) {
        take_count(*count, number);
    } else if (const auto average = behind(text, "Average")) {
        take_average(*average, number);
    } else {
        return take_row(text, number);
    }
    return true;
}

void EarlierBlocks::report_open(std::size_t number) {
    if (!alone_) return;
    faults_.report(number, "Count and Average of the stage on line " + std::to_string(alone_->line), "the next stage");
    alone_.reset();
}

void EarlierBlocks::start(std::string_view rest, std::size_t number) {
    report_open(number);
    loaded_.reset();
    const std::string_view whole = rest;
    const auto stage = parse_stage(take_word(rest));
    if (!stage) return faults_.report(number, "Stage: <number>", "'" + printable(whole) + "'");
    if (trim(rest).empty()) {
        loaded_ = stage;
        return;
    }
    const bool by = take_word(rest) == "by";
    const auto pu = pu_of_printed(trim(rest));
    if (!by || !pu) return faults_.report(number, "Stage: <number> by <PU>", "'" + printable(whole) + "'");
    alone_ = Alone{*stage, *pu, number, std::nullopt};
}

void EarlierBlocks::take_count(std::string_view text, std::size_t number) {
    if (!alone_) return faults_.report(number, "a line 'Stage: … by …' before this", "Count");
    const auto count = parse_count(text);
    if (count && !alone_->count) {
        alone_->count = count;
        return;
    }
    faults_.report(number, "one whole number", "'" + printable(text) + "'");
    alone_.reset();
}

void EarlierBlocks::take_average(std::string_view text, std::size_t number) {
    if (!alone_ || !alone_->count) {
        alone_.reset();
        return faults_.report(number, "lines 'Stage: … by …' and 'Count …' before this", "Average");
    }
    const Alone cell = *std::exchange(alone_, std::nullopt);
    const std::string_view value = take_word(text);
    const bool unit = trim(text) == "ms";
    if (unit && *cell.count == 0 && is_no_time(value)) return;  // an absent PU
    const auto mean = parse_time(value);
    if (!unit || !mean || *cell.count == 0) {
        return faults_.report(number, "milliseconds above 0 and a count above 0", "'" + printable(value) + "'");
    }
    means_.add({cell.stage, cell.pu, Condition::normal, cell.count, *mean}, number);
}

// "Little 653.0000 ms (2)", with inf and 0 for an absent PU. Anything of another shape is no row.
bool EarlierBlocks::take_row(std::string_view line, std::size_t number) {
    if (!loaded_) return false;
    const auto pu = pu_of_printed(take_word(line));
    const std::string_view value = take_word(line);
    const bool unit = take_word(line) == "ms";
    const std::string_view bracket = trim(line);
    if (!pu || !unit || !bracket.starts_with('(') || !bracket.ends_with(')')) return false;
    const auto count = parse_count(bracket.substr(1, bracket.size() - 2));
    if (count == 0 && is_no_time(value)) return true;
    const auto mean = parse_time(value);
    if (mean && count && *count > 0) {
        means_.add({*loaded_, *pu, Condition::fully, count, *mean}, number);
    } else {
        faults_.report(number, "milliseconds and a count above 0, or inf and (0)", "'" + printable(value) + "'");
    }
    return true;
}

}  // namespace bt::format
