#include "bt/schedule/constraints.hpp"

#include <algorithm>
#include <charconv>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"

namespace bt::schedule {
namespace {

Stage parse_stage(std::string_view text, int stages, const std::string& flag) {
    int number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size() || number < 1 || number > stages) {
        throw usage_error(flag + ": '" + printable(text) + "' is no stage",
                          "stages are 1 to " + std::to_string(stages));
    }
    return Stage::from_number(number);
}

PuName parse_pu(std::string_view text, const std::vector<PuName>& pus, const std::string& flag) {
    std::vector<std::string> names;
    for (const PuName& pu : pus) {
        if (pu.str() == text) return pu;
        names.push_back(pu.str());
    }
    throw usage_error(flag + ": no PU '" + printable(text) + "' in the tables of this backend",
                      did_you_mean(text, names));
}

std::string flag_of(Constraint::Kind kind) {
    switch (kind) {
        case Constraint::Kind::forbid: return "--forbid";
        case Constraint::Kind::require: return "--require";
        case Constraint::Kind::together: return "--together";
        case Constraint::Kind::max_pus: return "--max-pus";
        case Constraint::Kind::min_pus: return "--min-pus";
        case Constraint::Kind::exclude_pu: return "--exclude-pu";
    }
    return "";
}

}  // namespace

std::string Constraint::str() const {
    std::string out = flag_of(kind) + ' ';
    for (const Stage stage : stages) out += std::to_string(stage.number()) + ',';
    if (!stages.empty()) out.pop_back();
    if (!pus.empty()) out += (stages.empty() ? "" : ":") + pus.front().str();
    if (stages.empty() && pus.empty()) out += std::to_string(number);
    return out;
}

Constraint parse_stage_pu(Constraint::Kind kind, std::string_view text, int stages, const std::vector<PuName>& pus) {
    const std::string flag = flag_of(kind);
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        throw usage_error(flag + ": expected STAGE:PU, found '" + printable(text) + "'",
                          "for example " + flag + " 3:big");
    }
    return {kind, {parse_stage(text.substr(0, colon), stages, flag)}, {parse_pu(text.substr(colon + 1), pus, flag)}};
}

Constraint parse_together(const std::vector<std::string>& words, int stages) {
    Constraint made{Constraint::Kind::together};
    for (const std::string& word : words) made.stages.push_back(parse_stage(word, stages, "--together"));
    std::sort(made.stages.begin(), made.stages.end());
    made.stages.erase(std::unique(made.stages.begin(), made.stages.end()), made.stages.end());
    if (made.stages.size() < 2) {
        throw usage_error("--together: expected two stages or more", "for example --together 2,3");
    }
    return made;
}

Constraint parse_exclude(std::string_view text, const std::vector<PuName>& pus) {
    return {Constraint::Kind::exclude_pu, {}, {parse_pu(text, pus, "--exclude-pu")}};
}

}  // namespace bt::schedule
