#include <z3++.h>

#include "bench/schedule_case.hpp"

namespace bt::schedule::bench {
namespace {

using Grid = std::vector<z3::expr_vector>;  // [stage][pu]

Grid make_grid(z3::context& context, int stages, int pus) {
    Grid grid;
    for (int stage = 0; stage < stages; ++stage) {
        grid.emplace_back(context);
        for (int pu = 0; pu < pus; ++pu) {
            const std::string name = "x" + std::to_string(stage) + "_" + std::to_string(pu);
            grid.back().push_back(context.bool_const(name.c_str()));
        }
    }
    return grid;
}

// Every stage on one PU; what lies between two stages of a PU is on it too.
void make_pipelines(z3::optimize& optimize, Grid& grid, int stages, int pus) {
    for (int stage = 0; stage < stages; ++stage) {
        const auto& row = grid[static_cast<std::size_t>(stage)];
        optimize.add(z3::atleast(row, 1));
        optimize.add(z3::atmost(row, 1));
        for (int pu = 0; pu < pus; ++pu) {
            for (int last = stage + 2; last < stages; ++last) {
                for (int between = stage + 1; between < last; ++between) {
                    optimize.add(z3::implies(row[pu] && grid[static_cast<std::size_t>(last)][pu],
                                             grid[static_cast<std::size_t>(between)][pu]));
                }
            }
        }
    }
}

}  // namespace

Cost rank_with_optimize(const StageTimes& times, std::size_t count) {
    z3::context context;
    z3::optimize optimize(context);
    Grid grid = make_grid(context, times.stages(), times.pus());
    make_pipelines(optimize, grid, times.stages(), times.pus());
    const z3::expr widest = context.int_const("widest");
    for (int pu = 0; pu < times.pus(); ++pu) {
        z3::expr sum = context.int_val(0);
        for (int stage = 0; stage < times.stages(); ++stage) {
            sum = sum + z3::ite(grid[static_cast<std::size_t>(stage)][pu], context.int_val(times.at(stage, pu).time),
                                context.int_val(0));
        }
        optimize.add(widest >= sum);
    }
    optimize.minimize(widest);
    Cost last = 0;
    for (std::size_t rank = 0; rank < count && optimize.check() == z3::sat; ++rank) {
        const z3::model model = optimize.get_model();
        z3::expr_vector differs(context);
        std::vector<Cost> sums(static_cast<std::size_t>(times.pus()), 0);
        for (int stage = 0; stage < times.stages(); ++stage) {
            for (int pu = 0; pu < times.pus(); ++pu) {
                const z3::expr& here = grid[static_cast<std::size_t>(stage)][pu];
                if (!model.eval(here, true).is_true()) continue;
                differs.push_back(!here);
                sums[static_cast<std::size_t>(pu)] += times.at(stage, pu).time;
            }
        }
        last = *std::max_element(sums.begin(), sums.end());
        optimize.add(z3::mk_or(differs));
    }
    return last;
}

}  // namespace bt::schedule::bench
