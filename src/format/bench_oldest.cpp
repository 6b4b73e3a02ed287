#include <algorithm>
#include <cmath>
#include <map>

#include "bt/core/error.hpp"
#include "format/bench_earlier.hpp"
#include "format/bench_names.hpp"
#include "format/csv.hpp"

namespace bt::format {
namespace {

using Fields = std::map<std::string_view, std::string_view>;

// "A=1|B=2"; nothing where a part has no '=' or a key stands twice.
std::optional<Fields> split(std::string_view line) {
    Fields fields;
    for (std::size_t begin = 0;;) {
        const std::size_t end = std::min(line.find('|', begin), line.size());
        const std::string_view part = line.substr(begin, end - begin);
        const std::size_t equals = part.find('=');
        if (equals == std::string_view::npos) return std::nullopt;
        if (!fields.emplace(part.substr(0, equals), part.substr(equals + 1)).second) return std::nullopt;
        if (end == line.size()) return fields;
        begin = end + 1;
    }
}

std::optional<double> number(const Fields& fields, std::string_view key) {
    const auto field = fields.find(key);
    return field == fields.end() ? std::nullopt : parse_number(field->second);
}

// What the line says must agree with itself: six digits are printed.
bool agrees(const Fields& fields, double average) {
    const auto least = number(fields, "MIN");
    const auto most = number(fields, "MAX");
    const auto total = number(fields, "TOTAL");
    const auto count = number(fields, "COUNT");
    const double slack = 1e-4 * average;
    if (least && *least > average + slack) return false;
    if (most && *most < average - slack) return false;
    return !total || !count || *count <= 0 || std::abs(*total / *count - average) <= slack;
}

}  // namespace

bool OldestLines::take(std::string_view line, std::size_t number) {
    const std::string_view text = trim(line);
    if (text.empty()) blank_ = true;
    if (!text.starts_with("PROCESSOR=")) return false;
    take_measurement(text, number);
    return true;
}

void OldestLines::take_measurement(std::string_view line, std::size_t number_of_line) {
    const auto fields = split(line);
    if (!fields) return faults_.report(number_of_line, "KEY=VALUE parts, each once", "'" + printable(line) + "'");
    const auto pu = pu_of_printed(fields->at("PROCESSOR"));
    if (!pu) return faults_.report(number_of_line, "PROCESSOR=<PU>", "'" + printable(line) + "'");
    begin_stage(*pu, number_of_line);
    const auto average = number(*fields, "AVG");
    if (!average || *average <= 0 || *average > longest_time.count() || !agrees(*fields, *average)) {
        return faults_.report(number_of_line, "AVG= in ms, between MIN and MAX and equal to TOTAL / COUNT",
                              "'" + printable(line, 120) + "'");
    }
    std::optional<std::int64_t> count;
    if (const auto field = fields->find("COUNT"); field != fields->end()) {
        count = parse_whole(field->second);
        if (!count || *count < 1) return faults_.report(number_of_line, "a COUNT above 0", printable(field->second));
    }
    if (stage_ > max_stages) return faults_.report(number_of_line, "at most 4096 stages", "more");
    means_.add({Stage::from_number(stage_), *pu, Condition::normal, count, Milliseconds{*average}}, number_of_line);
}

// Where blank lines are missing, only a round that begins again with the first PU tells stages apart.
void OldestLines::begin_stage(const PuName& pu, std::size_t number) {
    const bool repeated = stage_ > 0 && pus_[stage_].contains(pu);
    if (repeated && !blank_ && pu != *first_pu_) {
        faults_.report(number, "a blank line or " + first_pu_->str() + " before the next stage",
                       pu.str() + " a second time", "which stage this is cannot be told");
    }
    if (blank_ || repeated) ++stage_;
    blank_ = false;
    if (!first_pu_) first_pu_ = pu;
    if (stage_ <= max_stages) pus_[stage_].insert(pu);
}

bool OldestLines::whole() const {
    return std::all_of(pus_.begin(), pus_.end(),
                       [&](const auto& stage) { return stage.second == pus_.begin()->second; });
}

}  // namespace bt::format
