#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/schedule/concurrent_engine.hpp"
#include "schedule/concurrent/herald.hpp"
#include "unit/schedule/concurrent_case.hpp"
#include "unit/schedule/concurrent_data.hpp"

// Answers that somebody else's programs gave, from measurements on Jetson boards. Without BT_REFERENCE these skip; the
// tests beside them hold what was typed in.

namespace bt::schedule {
namespace {

using format::JsonCursor;
using test::letters;
using test::ns;
using test::on;

class ConcurrentReference : public test::ConcurrentData {
protected:
    static test::Network network(const JsonCursor& instance, const char* key) {
        const JsonCursor net = instance.at(key);
        return {key,
                numbers(net, "gpu_ms"),
                numbers(net, "dla_ms"),
                numbers(net, "trans_gpu_to_dla"),
                numbers(net, "trans_dla_to_gpu"),
                numbers(net, "bw_gpu"),
                numbers(net, "bw_dla")};
    }

    static ConcurrentProblem problem(const JsonCursor& instance, Contention contention = {}) {
        return test::problem_of({network(instance, "dnn1"), network(instance, "dnn2")}, std::move(contention));
    }

    static Assignment assignment(const JsonCursor& list) {
        const auto both = list.items(2);
        return {on(both[0].string()), on(both[1].string())};
    }

    static Cost time(const JsonCursor& at, const char* key) { return ns(at.at(key).number(0, 1e6)); }
};

ConcurrentProblem with_most_switches(const ConcurrentProblem& problem, std::optional<int> most) {
    std::vector<Chain> chains;
    for (int chain = 0; chain < problem.chains(); ++chain) {
        chains.push_back(problem.chain(chain));
        chains.back().most_switches = most;
    }
    return {problem.pu_names(), std::move(chains), problem.contention()};
}

TEST_F(ConcurrentReference, OptimaWithoutContentionAreTheSame) {
    const std::string text = text_of("schedule_oracles.json");
    const format::JsonDocument document(text, "schedule_oracles.json");
    for (const JsonCursor& instance : document.root().at("instances").items(10)) {
        SCOPED_TRACE(instance.at("id").string());
        const ConcurrentProblem given = problem(instance);
        for (const auto& [key, most] : {std::pair<std::string, std::optional<int>>{"1", 1}, {"2", 2}, {"inf", {}}}) {
            const JsonCursor expected = instance.at("optimal_makespan_max_" + key + "_switch");
            const ConcurrentProblem bound = with_most_switches(given, most);
            for (const OrderRule order : {OrderRule::ready, OrderRule::free}) {
                const ConcurrentAnswer answer = solve_exact(bound, {.order = order});
                EXPECT_TRUE(answer.proven());
                EXPECT_EQ(answer.best.value.cost, time(expected, "value_ms")) << key;
            }
            const Timeline line = evaluate(bound, assignment(expected.at("one_optimal_assignment")));
            EXPECT_EQ(line.makespan(), time(expected, "value_ms")) << key;
        }
    }
}

TEST_F(ConcurrentReference, TimelinesAreTheSameToTheNanosecond) {
    const std::string text = text_of("schedule_oracles.json");
    const format::JsonDocument document(text, "schedule_oracles.json");
    for (const JsonCursor& instance : document.root().at("instances").items(10)) {
        const JsonCursor expected = instance.at("optimal_makespan_max_1_switch");
        const Timeline line = evaluate(problem(instance), assignment(expected.at("one_optimal_assignment")));
        std::vector<std::size_t> at(2, 0);
        for (const JsonCursor& row : expected.at("timeline").items(100)) {
            const auto values = row.items(4);
            const auto chain = static_cast<std::size_t>(values[0].integer(1, 2)) - 1;
            const Span& span = line.groups[chain][at[chain]++];
            EXPECT_EQ(span.start, static_cast<double>(ns(values[2].number(0, 1e6))));
            EXPECT_EQ(span.end, static_cast<double>(ns(values[3].number(0, 1e6))));
        }
        EXPECT_EQ(at[0], line.groups[0].size());
    }
}

TEST_F(ConcurrentReference, BaselinesFollowTheirRules) {
    const std::string text = text_of("schedule_oracles.json");
    const format::JsonDocument document(text, "schedule_oracles.json");
    for (const JsonCursor& instance : document.root().at("instances").items(10)) {
        SCOPED_TRACE(instance.at("id").string());
        const ConcurrentProblem given = problem(instance);
        EXPECT_EQ(single_baseline(given, {}, 0).solution->value.cost, time(instance, "gpu_only_serial_ms"));
        const Cost apart = time(instance, "dnn1_gpu_dnn2_dla_ms");
        const Cost swapped = time(instance, "dnn1_dla_dnn2_gpu_ms");
        EXPECT_EQ(whole_baseline(given, {}).solution->value.cost,
                  std::min({apart, swapped, time(instance, "gpu_only_serial_ms")}));

        const JsonCursor herald = instance.at("herald_like");
        const PlacedChains placed = place_as_herald(given);
        EXPECT_EQ(placed.predicted, time(herald, "predicted_without_transitions_ms"));
        EXPECT_EQ(placed.assignment, assignment(herald.at("assignment")));
        EXPECT_EQ(herald_baseline(given, {}).solution->value.cost, time(herald, "makespan_with_transitions_ms"));

        const JsonCursor h2h = instance.at("h2h_like");
        EXPECT_EQ(place_as_h2h(given).assignment, assignment(h2h.at("assignment")));
        EXPECT_EQ(h2h_baseline(given, {}).solution->value.cost, time(h2h, "makespan_with_transitions_ms"));
    }
}

TEST_F(ConcurrentReference, ContentionGivesTheSameBest) {
    const std::string text = text_of("contention_oracle.json");
    const format::JsonDocument document(text, "contention_oracle.json");
    const ConcurrentProblem given = problem(document.root().at("instance"), test::xavier_pccs());
    const JsonCursor expected = document.root().at("expected");
    const ConcurrentAnswer answer = solve_exact(given, {});
    EXPECT_TRUE(answer.proven());
    EXPECT_EQ(answer.best.value.cost, time(expected, "contention_aware_best_ms"));
    EXPECT_EQ(answer.best.assignment, assignment(expected.at("contention_aware_best_assignment")));
    for (const JsonCursor& row : expected.at("five_best_aware").items(5)) {
        const auto values = row.items(3);
        const Timeline line = evaluate(given, {on(values[1].string()), on(values[2].string())});
        EXPECT_EQ(line.makespan(), ns(values[0].number(0, 1e6)));
    }
    EXPECT_EQ(solve_exact(given.under({}), {}).best.value.cost, time(expected, "contention_blind_best_predicted_ms"));
    const ConcurrentSolution blind = *blind_baseline(given, {}).solution;
    bool known = false;
    for (const JsonCursor& row : expected.at("contention_blind_ties").items(5)) {
        const auto values = row.items(3);
        const Assignment tie{on(values[0].string()), on(values[1].string())};
        EXPECT_EQ(evaluate(given, tie).makespan(), ns(values[2].number(0, 1e6)));
        known = known || tie == blind.assignment;
    }
    EXPECT_TRUE(known) << letters(blind.assignment[0]) << ' ' << letters(blind.assignment[1]);
    EXPECT_LE(answer.best.value, blind.value);
}

}  // namespace
}  // namespace bt::schedule
