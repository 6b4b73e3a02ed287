#include "schedule/concurrent/z3_chains_model.hpp"

#include "bt/core/error.hpp"
#include "schedule/concurrent/incumbent.hpp"

namespace bt::schedule {
namespace z3_chains {
namespace {

// Assignments by their lower bound: below a level that rises or falls by halves until it meets the best that the
// evaluator has seen.
class Solver {
public:
    Solver(const ConcurrentProblem& problem, const ConcurrentQuery& query)
        : problem_(problem), query_(query), incumbent_(problem, query), model_(problem) {
        for (int chain = 0; chain < problem.chains(); ++chain) due_ = due_ || problem.chain(chain).deadline;
    }

    ConcurrentAnswer solve() {
        incumbent_.begin();
        Value bound = LowerBounds(problem_, query_.objective).of(Simulation(problem_), {});
        if (!incumbent_.best()) find_any();
        while (bound < best()) {
            const Value wish = wished(bound);
            bool unknown = false;
            const auto found = model_.find(better_or_equal(wish), query_.deadline, unknown);
            if (unknown) break;
            if (found) {
                incumbent_.offer(*found);
                model_.block(*found);
            } else {
                bound = {wish.late, wish.cost + 1};
            }
        }
        return {*incumbent_.best(), std::min(bound, best()), model_.checks()};
    }

private:
    const Value& best() const { return incumbent_.best()->value; }

    void find_any() {
        bool unknown = false;
        const auto any = model_.find(model_.context().bool_val(true), query_.deadline, unknown);
        if (unknown) throw host_error("no schedule found within the time", "give it more with --timeout");
        if (!any) throw data_error("no schedule keeps to the switches that are allowed", "raise --max-switches");
        incumbent_.offer(*any);
        model_.block(*any);
    }

    // Halfway between what is proven and what is known; with deadlines just better than what is known.
    Value wished(const Value& bound) const {
        if (due_ || bound.late != best().late) return {best().late, best().cost - 1};
        return {best().late, bound.cost + (best().cost - 1 - bound.cost) / 2};
    }

    // A cost is rounded to whole ns.
    z3::expr cost_at_most(Cost level) {
        z3::context& context = model_.context();
        if (query_.objective == ConcurrentObjective::makespan) {
            z3::expr all = context.bool_val(true);
            for (int chain = 0; chain < problem_.chains(); ++chain) {
                const double most = (static_cast<double>(level) + 0.5) / problem_.chain(chain).weight;
                all = all && model_.end(chain) <= context.int_val(static_cast<std::int64_t>(std::floor(most)));
            }
            return all;
        }
        z3::expr sum = context.real_val(0);
        for (int chain = 0; chain < problem_.chains(); ++chain) {
            const auto millionths = static_cast<std::int64_t>(std::floor(problem_.chain(chain).weight * 1e6));
            sum =
                sum + context.real_val(std::to_string(millionths).c_str()) / 1'000'000 * z3::to_real(model_.end(chain));
        }
        return sum <= context.real_val(std::to_string(2 * level + problem_.chains()).c_str()) / 2;
    }

    z3::expr better_or_equal(const Value& wish) {
        if (!due_) return cost_at_most(wish.cost);
        z3::expr late = model_.context().int_val(0);
        for (int chain = 0; chain < problem_.chains(); ++chain) {
            const auto& deadline = problem_.chain(chain).deadline;
            if (!deadline) continue;
            const z3::expr past = model_.end(chain) - model_.context().int_val(static_cast<std::int64_t>(*deadline));
            late = late + z3::ite(past > 0, past, model_.context().int_val(0));
        }
        const z3::expr most = model_.context().int_val(static_cast<std::int64_t>(wish.late));
        return late < most || (late == most && cost_at_most(wish.cost));
    }

    const ConcurrentProblem& problem_;
    const ConcurrentQuery& query_;
    Incumbent incumbent_;
    Model model_;
    bool due_ = false;
};

}  // namespace
}  // namespace z3_chains

ConcurrentAnswer solve_z3(const ConcurrentProblem& problem, const ConcurrentQuery& query) {
    if (query.order == OrderRule::free) {
        throw usage_error("--engine z3 keeps to the ready rule", "--order free is --engine exact's");
    }
    if (query.objective == ConcurrentObjective::period) {
        throw usage_error("--engine z3 knows no period", "--objective period is --engine exact's");
    }
    try {
        return z3_chains::Solver(problem, query).solve();
    } catch (const z3::exception& fault) {
        throw host_error(std::string("a fault of the solver: ") + fault.msg(), "take --engine exact");
    }
}

}  // namespace bt::schedule
