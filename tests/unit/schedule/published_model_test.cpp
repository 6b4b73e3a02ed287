#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <set>

#include "unit/schedule/concurrent_case.hpp"
#include "unit/schedule/concurrent_data.hpp"

// The solver model that HaX-CoNN published (src/z3_solver_multi_dnn.py of 87f5f25), told from its answers. Two networks
// are cut into groups, each on the GPU or the DLA, with one switch in a network at most; groups may wait, and two that
// are on one accelerator must not keep it at once. It is no option of ours because no board behaves so:
//  - a group is slowed by its own memory demand, always, whatever the other network does;
//  - the last group of a network is not slowed;
//  - a group before a switch takes what it would take on the accelerator switched to;
//  - a switch costs what the table for leaving the GPU says, in both directions;
//  - a group keeps its accelerator only for as long as it would take if it were not slowed.

namespace bt::schedule::published_model_test {
namespace {

using format::JsonCursor;
using test::letters;
using test::on;

constexpr double precision = 1e-12;  // of sums of doubles that take other ways

double slowed_on_gpu(double ms, double demand) {
    if (demand < 38.1) return ms * 100 / (100 - demand * 4.9 / 127.5);
    if (demand < 96.2) return ms * 100 / (100 - demand);
    return ms * 100 / (100 - (demand - 41.9) * 1.11);
}

double slowed_on_dla(double ms, double demand) {
    return ms * 100 / (100 - (demand < 27.9 ? demand : (demand + 49) * 0.35));
}

struct Network {
    std::array<std::vector<double>, 2> alone;  // of the GPU, of the DLA
    std::array<std::vector<double>, 2> slowed;
    std::vector<double> switching;
};

struct Step {
    std::size_t accelerator = 0;
    double keeps = 0;   // the accelerator
    double takes = 0;   // until the next group may begin
    double to_end = 0;  // of the network, from here
};
using Steps = std::vector<Step>;

Steps steps_of(const Network& network, const std::vector<int>& pus) {
    Steps steps(pus.size());
    double to_end = 0;
    for (std::size_t i = pus.size(); i-- > 0;) {
        const bool last = i + 1 == pus.size();
        const auto here = static_cast<std::size_t>(pus[i]);
        const auto next = last ? here : static_cast<std::size_t>(pus[i + 1]);
        const double keeps = network.alone[here][i];
        const double takes = last ? keeps : network.slowed[next][i] + (next == here ? 0 : network.switching[i]);
        to_end += takes;
        steps[i] = {here, keeps, takes, to_end};
    }
    return steps;
}

struct Begun {
    std::array<std::size_t, 2> groups{};  // of each network
    std::array<double, 2> ready{};        // each network, for its next group
    std::array<double, 2> free{};         // each accelerator
};

// Tries every order in which groups can begin, but for those that cannot be shorter than `least`.
void shorten(const std::array<Steps, 2>& networks, const Begun& begun, double& least) {
    double end = 0;
    for (std::size_t i = 0; i < 2; ++i) {
        const bool ended = begun.groups[i] == networks[i].size();
        end = std::max(end, begun.ready[i] + (ended ? 0 : networks[i][begun.groups[i]].to_end));
    }
    if (end >= least) return;
    bool ended = true;
    for (std::size_t i = 0; i < 2; ++i) {
        if (begun.groups[i] == networks[i].size()) continue;
        ended = false;
        const Step& step = networks[i][begun.groups[i]];
        const double start = std::max(begun.ready[i], begun.free[step.accelerator]);
        Begun with = begun;
        ++with.groups[i];
        with.ready[i] = start + step.takes;
        with.free[step.accelerator] = start + step.keeps;
        shorten(networks, with, least);
    }
    if (ended) least = end;
}

double makespan(const std::array<Steps, 2>& networks) {
    double least = std::numeric_limits<double>::infinity();
    shorten(networks, {}, least);
    return least;
}

std::vector<std::vector<int>> with_one_switch_at_most(std::size_t groups) {
    std::vector<std::vector<int>> made;
    for (const int first : {0, 1}) {
        for (std::size_t before = 1; before <= groups; ++before) {
            made.emplace_back(groups, 1 - first);
            std::fill_n(made.back().begin(), before, first);
        }
    }
    return made;
}

using Names = std::pair<std::string, std::string>;  // "GGD" of the first network, of the second

Names names(const JsonCursor& first, const JsonCursor& second) { return {first.string(), second.string()}; }

class PublishedModel : public test::ConcurrentData {
protected:
    static Network network(const JsonCursor& net) {
        Network made{.alone = {numbers(net, "acc1_gpu_ms"), numbers(net, "acc2_dla_ms")},
                     .slowed = {},
                     .switching = numbers(net, "trans_acc1")};
        const std::vector<double> on_gpu = numbers(net, "mem_acc1");
        const std::vector<double> on_dla = numbers(net, "mem_acc2");
        for (std::size_t i = 0; i < made.alone[0].size(); ++i) {
            made.slowed[0].push_back(slowed_on_gpu(made.alone[0][i], on_gpu.at(i)));
            made.slowed[1].push_back(slowed_on_dla(made.alone[1][i], on_dla.at(i)));
        }
        return made;
    }

    static std::map<Names, double> answers(const JsonCursor& problem) {
        const Network first = network(problem.at("dnn1"));
        const Network second = network(problem.at("dnn2"));
        std::map<Names, double> made;
        for (const auto& a : with_one_switch_at_most(first.alone[0].size())) {
            for (const auto& b : with_one_switch_at_most(second.alone[0].size())) {
                made[{letters(a), letters(b)}] = makespan({steps_of(first, a), steps_of(second, b)});
            }
        }
        return made;
    }
};

TEST_F(PublishedModel, GivesThePublishedOptimumAndItsTies) {
    const std::string text = text_of("z3_problems.json");
    const format::JsonDocument document(text, "z3_problems.json");
    const JsonCursor problem = document.root().at("problems").items(10).front();
    const double optimum = problem.at("artifact_model_true_optimum_ms").number(0, 1e6);
    std::set<Names> expected;
    for (const JsonCursor& row : problem.at("artifact_model_optimal_assignments").items(10)) {
        expected.insert(names(row.items(2)[0], row.items(2)[1]));
    }

    const std::map<Names, double> given = answers(problem);
    ASSERT_EQ(given.size(), 320U);
    std::set<Names> best;
    std::vector<double> others;
    for (const auto& [assignment, ms] : given) {
        if (ms > optimum + precision) {
            others.push_back(ms);
            continue;
        }
        EXPECT_NEAR(ms, optimum, precision);
        best.insert(assignment);
    }
    EXPECT_EQ(best, expected);

    std::sort(others.begin(), others.end());
    std::size_t rank = 0;
    for (const JsonCursor& row : problem.at("artifact_model_next_best").items(10)) {
        const auto values = row.items(3);
        const double ms = values[0].number(0, 1e6);
        EXPECT_NEAR(given.at(names(values[1], values[2])), ms, precision);
        EXPECT_NEAR(others.at(rank++), ms, precision);
    }
}

}  // namespace
}  // namespace bt::schedule::published_model_test
