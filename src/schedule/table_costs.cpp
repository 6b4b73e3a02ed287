#include "bt/schedule/table_costs.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "bt/core/error.hpp"

namespace bt::schedule {
namespace {

std::vector<Submission> submissions_of(const Measurements& measured, const std::vector<PuName>& pus) {
    std::vector<Submission> out;
    for (const PuName& pu : pus) {
        const auto found = measured.submissions.find(pu);
        if (found == measured.submissions.end()) {
            out.push_back({});
            continue;
        }
        const SubmissionCost& cost = found->second;
        out.push_back({to_cost(cost.chunk), to_cost(cost.stage), cost.half_width_ms * 1e6});
    }
    return out;
}

std::string place(int stage, const PuName& pu) { return "stage " + std::to_string(stage + 1) + " on " + pu.str(); }

// Each stage was measured on some PU.
void check_stages(const Table& table, const std::string& condition) {
    for (int number = 1; number <= table.stages(); ++number) {
        bool any = false;
        for (std::size_t pu = 0; pu < table.pus().size(); ++pu) {
            any = any || table.at(Stage::from_number(number), pu).time().has_value();
        }
        if (any) continue;
        throw data_error("stage " + std::to_string(number) + " is missing in the table " + condition,
                         "measure it: runner benchmark; or give it: --table-file FILE=" + condition);
    }
}

// What one has, the other must have: a stage that one condition lacks is not a stage that the PU cannot run.
void check_alike(const Table& one, const std::string& first, const Table& other, const std::string& second,
                 const std::vector<PuName>& pus) {
    if (one.stages() != other.stages()) {
        throw data_error("the table " + first + " has " + std::to_string(one.stages()) + " stages and " + second + " " +
                             std::to_string(other.stages()),
                         "measure both in one campaign, or name one with --table");
    }
    for (int stage = 0; stage < one.stages(); ++stage) {
        for (const PuName& pu : pus) {
            const Stage at = Stage::from_index(static_cast<std::size_t>(stage));
            const bool here = one.at(at, pu).time().has_value();
            if (here == other.at(at, pu).time().has_value()) continue;
            throw data_error(place(stage, pu) + " has a time in the table " + (here ? first : second) +
                                 " and none in " + (here ? second : first),
                             "measure both in one campaign, or name one with --table");
        }
    }
}

class TableCosts : public CostModel {
public:
    TableCosts(const Measurements& measured, TableChoice choice, std::vector<PuName> pus)
        : measured_(measured), choice_(choice), pus_(std::move(pus)), submissions_(submissions_of(measured, pus_)) {
        choose();
        if (pus_.size() <= static_cast<std::size_t>(most_pus)) cache_.resize(std::size_t{1} << pus_.size());
    }

    const std::vector<PuName>& pus() const override { return pus_; }
    int stages() const override { return stages_; }
    const std::vector<Submission>& submissions() const override { return submissions_; }
    bool one_table() const override { return single_ != nullptr; }
    bool offers(PuSet set) const override {
        return choice_ != TableChoice::sets || std::popcount(set) == 1 || sets_.count(set) > 0 || is_full(set);
    }
    const StageTimes& times(PuSet set) const override;
    const StageTimes& times_alone(int pu) const override;

private:
    void choose();
    void choose_single(const std::optional<Table>& table, const std::string& condition);
    void take_alone(const Table& normal);
    void take_sets();
    bool is_full(PuSet set) const {
        return measured_.fully && static_cast<std::size_t>(std::popcount(set)) == full_.size() &&
               full_.size() == pus_.size();
    }
    StageTime measured_time(const Table& table, int stage, int pu, const ActiveSet& set) const;
    StageTime single_time(int stage, int pu) const;
    StageTime time(int stage, int pu, PuSet set) const;
    StageTime between(int stage, int pu, PuSet set) const;
    double effect(int stage, int pu, PuSet others, double alone, double whole) const;

    Measurements measured_;
    TableChoice choice_;
    std::vector<PuName> pus_;
    std::vector<Submission> submissions_;
    int stages_ = 0;
    const Table* single_ = nullptr;
    bool single_is_full_ = false;
    std::vector<PuName> full_;  // busy in `fully`; may hold PUs that this backend does not use
    std::map<PuSet, std::pair<ActiveSet, const Table*>> sets_;
    mutable std::vector<std::optional<StageTimes>> cache_;
    std::optional<StageTimes> alone_;  // where one table that is not `normal` is the one for all schedules
};

void TableCosts::choose_single(const std::optional<Table>& table, const std::string& condition) {
    if (!table)
        throw data_error("no table of the condition " + condition,
                         "measure it: runner benchmark; or give it: --table-file FILE=" + condition);
    check_stages(*table, condition);
    single_ = &*table;
    stages_ = table->stages();
    single_is_full_ = condition == "fully";
    const std::optional<Table>& normal = measured_.normal ? measured_.normal : measured_.alone;
    if (single_is_full_ && normal) take_alone(*normal);
}

void TableCosts::take_alone(const Table& normal) {
    alone_.emplace(stages_, static_cast<int>(pus_.size()));
    for (int stage = 0; stage < std::min(stages_, normal.stages()); ++stage) {
        for (int pu = 0; pu < static_cast<int>(pus_.size()); ++pu) {
            const std::vector<PuName> only{pus_[static_cast<std::size_t>(pu)]};
            alone_->set(stage, pu, measured_time(normal, stage, pu, ActiveSet(only, only)));
        }
    }
}

void TableCosts::choose() {
    if (measured_.fully) full_ = measured_.fully->timed_pus();
    if (choice_ == TableChoice::normal) return choose_single(measured_.normal, "normal");
    if (choice_ == TableChoice::fully) return choose_single(measured_.fully, "fully");
    // Of one or two PUs normal and fully are all the sets there are.
    const bool covered = pus_.size() <= 2 && measured_.normal && (measured_.fully || pus_.size() == 1);
    if (choice_ == TableChoice::sets && measured_.sets.empty() && !covered) {
        throw data_error("no table of measured sets", "measure them: runner benchmark --conditions sets");
    }
    if (choice_ == TableChoice::automatic && measured_.sets.empty()) {
        const bool alone = pus_.size() == 1 && measured_.normal;  // else `fully` is all that one PU has
        if (!measured_.fully || alone) return choose_single(measured_.normal, "normal");
        if (!measured_.normal) return choose_single(measured_.fully, "fully");
    }
    if (!measured_.normal)
        throw data_error("no table of the condition normal",
                         "measure it: runner benchmark; or give it: --table-file FILE=normal");
    check_stages(*measured_.normal, "normal");
    stages_ = measured_.normal->stages();
    if (measured_.fully) {
        check_stages(*measured_.fully, "fully");
        check_alike(*measured_.normal, "normal", *measured_.fully, "fully", pus_);
    }
    take_sets();
}

void TableCosts::take_sets() {
    for (const auto& [set, table] : measured_.sets) {
        PuSet bits = 0;
        bool all_known = true;
        for (const PuName& pu : set.pus()) {
            const auto found = std::find(pus_.begin(), pus_.end(), pu);
            all_known = all_known && found != pus_.end();
            if (all_known) bits |= PuSet{1} << static_cast<unsigned>(found - pus_.begin());
        }
        if (!all_known) continue;  // another backend's
        check_alike(*measured_.normal, "normal", table, set.str(), set.pus());
        sets_.insert_or_assign(bits, std::pair(set, &table));
    }
}

StageTime TableCosts::measured_time(const Table& table, int stage, int pu, const ActiveSet& set) const {
    const Stage at = Stage::from_index(static_cast<std::size_t>(stage));
    const PuName& name = pus_[static_cast<std::size_t>(pu)];
    const auto time = table.at(at, name).time();
    if (!time) return {};
    const auto half = measured_.half_width ? measured_.half_width(at, name, set) : std::nullopt;
    return {to_cost(*time), half.value_or(0) * 1e6};
}

StageTime TableCosts::single_time(int stage, int pu) const {
    const PuName& name = pus_[static_cast<std::size_t>(pu)];
    const std::vector<PuName> alone{name};
    // A table of somebody's own may know less PUs than it is asked about; its condition is then the PU alone.
    const bool busy = single_is_full_ && std::find(full_.begin(), full_.end(), name) != full_.end();
    const std::vector<PuName>& set = busy ? full_ : alone;
    return measured_time(*single_, stage, pu, ActiveSet(set, set));
}

// Σ of the logarithms of the co-runners' effects. A measured pair gives a co-runner's own; the others share evenly
// what the step from `normal` to `fully` leaves. What the pairs do not explain of it grows with the set.
double TableCosts::effect(int stage, int pu, PuSet others, double alone, double whole) const {
    const auto co_runners = static_cast<int>(full_.empty() ? pus_.size() : full_.size()) - 1;
    double known = 0;
    double known_here = 0;
    int unknown = co_runners;
    int unknown_here = 0;
    for (int other = 0; other < static_cast<int>(pus_.size()); ++other) {
        if (other == pu) continue;
        const bool here = (others >> static_cast<unsigned>(other)) & 1U;
        const PuSet pair = (PuSet{1} << static_cast<unsigned>(pu)) | (PuSet{1} << static_cast<unsigned>(other));
        const auto found = sets_.find(pair);
        if (found == sets_.end()) {
            unknown_here += here ? 1 : 0;
            continue;
        }
        const StageTime time = measured_time(*found->second.second, stage, pu, found->second.first);
        const double own = std::log(static_cast<double>(time.time) / alone);
        known += own;
        known_here += here ? own : 0;
        --unknown;
    }
    const double left = measured_.fully ? std::log(whole / alone) - known : 0;
    if (unknown > 0) return known_here + left * unknown_here / unknown;
    const int beside = std::popcount(others);
    return co_runners > 1 ? known_here + left * (beside - 1) / (co_runners - 1) : known_here;
}

StageTime TableCosts::between(int stage, int pu, PuSet set) const {
    const std::vector<PuName> alone_set{pus_[static_cast<std::size_t>(pu)]};
    const StageTime alone = measured_time(*measured_.normal, stage, pu, ActiveSet(alone_set, alone_set));
    if (alone.time == impossible) return {};
    StageTime whole = alone;
    if (measured_.fully) whole = measured_time(*measured_.fully, stage, pu, ActiveSet(full_, full_));
    const PuSet others = set & ~(PuSet{1} << static_cast<unsigned>(pu));
    const auto from = static_cast<double>(alone.time);
    const auto to = static_cast<double>(whole.time);
    const double time = from * std::exp(effect(stage, pu, others, from, to));
    const double share = full_.size() > 1 ? std::popcount(others) / static_cast<double>(full_.size() - 1) : 0;
    const double width = time * std::hypot((1 - share) * alone.half_width / from, share * whole.half_width / to);
    return {std::max<Cost>(std::llround(std::min(time, 1e15)), 1), width};
}

StageTime TableCosts::time(int stage, int pu, PuSet set) const {
    if (single_) return single_time(stage, pu);
    if (std::popcount(set) > 1 && !is_full(set)) {
        const auto found = sets_.find(set);
        if (found != sets_.end()) return measured_time(*found->second.second, stage, pu, found->second.first);
        return between(stage, pu, set);
    }
    const bool full = is_full(set) && std::popcount(set) > 1;
    const std::vector<PuName> alone{pus_[static_cast<std::size_t>(pu)]};
    const std::vector<PuName>& busy = full ? full_ : alone;
    return measured_time(full ? *measured_.fully : *measured_.normal, stage, pu, ActiveSet(busy, busy));
}

const StageTimes& TableCosts::times_alone(int pu) const { return alone_ ? *alone_ : CostModel::times_alone(pu); }

const StageTimes& TableCosts::times(PuSet set) const {
    auto& cached = cache_[single_ ? 0 : set];
    if (!cached) {
        StageTimes made(stages_, static_cast<int>(pus_.size()));
        for (int stage = 0; stage < stages_; ++stage) {
            for (int pu = 0; pu < static_cast<int>(pus_.size()); ++pu) {
                if (single_ || ((set >> static_cast<unsigned>(pu)) & 1U)) made.set(stage, pu, time(stage, pu, set));
            }
        }
        cached = std::move(made);
    }
    return *cached;
}

}  // namespace

std::unique_ptr<CostModel> make_table_costs(const Measurements& measured, TableChoice choice, std::vector<PuName> pus) {
    return std::make_unique<TableCosts>(measured, choice, std::move(pus));
}

}  // namespace bt::schedule
