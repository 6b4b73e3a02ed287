#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <utility>

#include "bt/core/error.hpp"
#include "bt/schedule/ranked.hpp"
#include "bt/schedule/table_costs.hpp"
#include "unit/schedule/random_problem.hpp"

namespace bt::schedule {
namespace {

using ::testing::HasSubstr;

const std::vector<PuName> three{PuName("little"), PuName("big"), PuName("vulkan")};
constexpr PuSet little = 1;
constexpr PuSet big = 2;
constexpr PuSet vulkan = 4;

// Row by row; 0: absent, below 0: not measured.
Table table(const std::vector<std::vector<double>>& rows) {
    Table made(three, static_cast<int>(rows.size()));
    for (std::size_t stage = 0; stage < rows.size(); ++stage) {
        for (std::size_t pu = 0; pu < three.size(); ++pu) {
            const double ms = rows[stage][pu];
            if (ms >= 0) {
                made.set(Stage::from_index(stage), pu, ms > 0 ? TableCell(Milliseconds(ms)) : TableCell::absent());
            }
        }
    }
    return made;
}

Measurements both() {
    Measurements measured;
    measured.normal = table({{4, 2, 1}, {8, 4, 2}});
    measured.fully = table({{9, 8, 4}, {18, 4, 0.5}});
    return measured;
}

std::string fault_of_making(const Measurements& measured, TableChoice choice) {
    try {
        make_table_costs(measured, choice, three);
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        return error.failed();
    }
    return "none";
}

TEST(AutomaticTables, TakeOnePuFromNormalAndAllPusFromFully) {
    const auto model = make_table_costs(both(), TableChoice::automatic, three);
    EXPECT_EQ(model->times(little).at(0, 0).time, 4'000'000);
    EXPECT_EQ(model->times(little | big | vulkan).at(0, 0).time, 9'000'000);
    EXPECT_FALSE(model->one_table());
}

TEST(AutomaticTables, StandHalfWayInLogarithmsWithOneOfTwoCoRunners) {
    const auto model = make_table_costs(both(), TableChoice::automatic, three);
    EXPECT_NEAR(static_cast<double>(model->times(little | big).at(0, 0).time), 6e6, 1);  // √(4·9)
    EXPECT_NEAR(static_cast<double>(model->times(big | vulkan).at(1, 2).time), 1e6, 1);  // √(2·0.5): faster
    EXPECT_NEAR(static_cast<double>(model->times(big | vulkan).at(0, 1).time), 4e6, 1);  // √(2·8)
}

TEST(AutomaticTables, TakeAMeasuredSetAsItIsAndGiveTheOtherCoRunnerTheRest) {
    Measurements measured = both();
    measured.sets.emplace(ActiveSet::parse("big+little"), table({{8.0, 3, -1}, {8, 4, -1}}));
    const auto model = make_table_costs(measured, TableChoice::automatic, three);
    EXPECT_EQ(model->times(little | big).at(0, 0).time, 8'000'000);
    // 4 → 9 ms in all, 4 → 8 of it through big: vulkan has the factor 9/8.
    EXPECT_NEAR(static_cast<double>(model->times(little | vulkan).at(0, 0).time), 4.5e6, 1);
}

TEST(ASingleTable, IsTheSameForAllSets) {
    for (const auto& [choice, time] : {std::pair(TableChoice::normal, 4'000'000), {TableChoice::fully, 9'000'000}}) {
        const auto model = make_table_costs(both(), choice, three);
        EXPECT_TRUE(model->one_table());
        EXPECT_EQ(model->times(little).at(0, 0).time, time);
        EXPECT_EQ(model->times(little | big | vulkan).at(0, 0).time, time);
    }
}

TEST(MeasuredSets, AreTheOnlyOnesOffered) {
    Measurements measured = both();
    measured.sets.emplace(ActiveSet::parse("little+big"), table({{5, 3, -1}, {9, 4, -1}}));
    const auto model = make_table_costs(measured, TableChoice::sets, three);
    EXPECT_TRUE(model->offers(little));
    EXPECT_TRUE(model->offers(little | big));
    EXPECT_TRUE(model->offers(little | big | vulkan));
    EXPECT_FALSE(model->offers(big | vulkan));
}

TEST(AbsentPus, AreForbiddenNotFree) {
    Measurements measured;
    measured.normal = table({{4, 0, 1}, {8, 0, 2}});
    measured.fully = table({{9, 0, 4}, {18, 0, 3}});
    const auto model = make_table_costs(measured, TableChoice::automatic, {PuName("little"), PuName("vulkan")});
    const Problem problem(*model, {}, test::subject());
    EXPECT_EQ(count_schedules(problem), 4U);
}

TEST(UnusableTables, AreRefusedByName) {
    Measurements measured = both();
    measured.fully = table({{9, 8, 4}, {-1, -1, -1}});
    EXPECT_EQ(fault_of_making(measured, TableChoice::automatic), "stage 2 is missing in the table fully");
    measured.fully = table({{9, 8, 4}, {18, -1, 3}});
    EXPECT_EQ(fault_of_making(measured, TableChoice::automatic),
              "stage 2 on big has a time in the table normal and none in fully");
    measured.fully = table({{9, 8, 4}});
    EXPECT_THAT(fault_of_making(measured, TableChoice::automatic), HasSubstr("has 2 stages and fully 1"));
    measured.fully.reset();
    EXPECT_EQ(fault_of_making(measured, TableChoice::fully), "no table of the condition fully");
    EXPECT_EQ(fault_of_making(measured, TableChoice::sets), "no table of measured sets");
}

TEST(ThePrediction, ChargesForAnotherPuOnlyAsLongAsItWorks) {
    // Beside each other both are twice as slow; the little one works a tenth of the time.
    Measurements measured;
    const std::vector<PuName> two{PuName("little"), PuName("big")};
    Table normal(two, 2);
    Table fully(two, 2);
    for (int stage = 1; stage <= 2; ++stage) {
        for (std::size_t pu = 0; pu < 2; ++pu) {
            const double alone = stage == 1 ? 1.0 : 10.0;
            normal.set(Stage::from_number(stage), pu, TableCell(Milliseconds(alone)));
            fully.set(Stage::from_number(stage), pu, TableCell(Milliseconds(2 * alone)));
        }
    }
    measured.normal = normal;
    measured.fully = fully;
    const auto model = make_table_costs(measured, TableChoice::automatic, two);
    const Problem problem(*model, {}, test::subject());
    const Candidate candidate = evaluate(problem, {{0, 0, 1}, {1, 1, 2}});
    EXPECT_EQ(candidate.widest, 20'000'000);
    const Prediction prediction = predict(problem, candidate, Busy::predicted);
    // I = 10 / (1 − u/2) where u = 2 / I, as the busy one slows the little one all the time: I = 11 ms.
    EXPECT_NEAR(static_cast<double>(prediction.interval), 11e6, 10);
    EXPECT_EQ(predict(problem, candidate, Busy::always).interval, 20'000'000);
}

TEST(SubmittingCosts, AreAddedToEachChunkAndNotSlowedDown) {
    Measurements measured = both();
    measured.submissions.emplace(PuName("vulkan"), SubmissionCost{Milliseconds(0.5), Milliseconds(0.1), 0});
    const auto model = make_table_costs(measured, TableChoice::automatic, three);
    const Problem problem(*model, {}, test::subject());
    EXPECT_EQ(evaluate(problem, {{2, 0, 2}}).widest, 3'000'000 + 500'000 + 200'000);
}

TEST(Ties, AreThoseThatTheCisCannotTellApart) {
    Measurements measured;
    measured.normal = table({{10.0, 10.1, 15}, {10, 10.1, 15}});
    const auto ranked = [&](double half_width) {
        measured.half_width = [half_width](Stage, const PuName&, const ActiveSet&) { return half_width; };
        const auto model = make_table_costs(measured, TableChoice::normal, three);
        const Problem problem(*model, {{Constraint::Kind::max_pus, {}, {}, 1}}, test::subject());
        const Query query;
        return rank(problem, solve_exact(problem, query), query, 3, Busy::predicted);
    };
    EXPECT_EQ(ranked(0.2)[0].tied_with, std::vector<std::size_t>{1});
    EXPECT_TRUE(ranked(0.01)[0].tied_with.empty());
    EXPECT_NEAR(static_cast<double>(ranked(0.2)[0].prediction.high()), 20e6 + std::sqrt(2.0) * 0.2e6, 2);
}

TEST(AShortList, IsTheBeginningOfALongOne) {
    test::RandomProblem random(7);
    const test::FixedCosts costs = random.costs(8, 4);
    const Problem problem(costs, {}, test::subject());
    const auto list = [&](std::size_t count) {
        const Query query{Objective::interval, candidates_for(count, Objective::interval, costs, Busy::predicted),
                          std::nullopt};
        return rank(problem, solve_exact(problem, query), query, count, Busy::predicted);
    };
    EXPECT_EQ(list(1).front().uid, list(30).front().uid);
}

// What the rows say of each other, not what plain costs say: no row is beaten, and nothing that is left out is not.
TEST(AFront, IsOneOfWhatIsPredicted) {
    int other_than_by_plain_cost = 0;
    for (unsigned seed = 1; seed <= 20; ++seed) {
        test::RandomProblem random(seed);
        const test::FixedCosts costs = random.costs(7, 4);
        const Problem problem(costs, {}, test::subject());
        const auto ranked = [&](Query query, Objective objective) {
            const Ranking ranking = solve_exact(problem, query);
            query.objective = objective;
            return rank(problem, ranking, query, 100'000, Busy::predicted);
        };
        const auto all = ranked({Objective::interval, 100'000, std::nullopt}, Objective::interval);
        const auto front = ranked(query_for(problem, 100, Objective::pareto, Busy::predicted), Objective::pareto);
        const auto beats = [](const Ranked& a, const Ranked& b) {
            return a.prediction.interval <= b.prediction.interval && a.plain.latency <= b.plain.latency &&
                   a.plain.pus() <= b.plain.pus();
        };
        for (const Ranked& each : all) {
            const auto by = std::count_if(front.begin(), front.end(), [&](const Ranked& f) { return beats(f, each); });
            const bool listed = std::any_of(front.begin(), front.end(), [&](auto& f) { return f.uid == each.uid; });
            EXPECT_TRUE(listed ? by == 1 : by > 0) << "seed " << seed << ": " << each.uid;
        }
        const auto plain = ranked({Objective::pareto, 100, std::nullopt}, Objective::pareto);
        other_than_by_plain_cost += plain.size() != front.size();
    }
    EXPECT_GT(other_than_by_plain_cost, 0) << "else these problems show nothing";
}

TEST(SpeedUp, DividesTheBestSinglePuOfItsOwnTableByThePrediction) {
    const auto model = make_table_costs(both(), TableChoice::automatic, three);
    const auto single = best_single_pu(*model);
    ASSERT_TRUE(single);
    EXPECT_EQ(single->pu, 2);
    EXPECT_EQ(single->interval, 3'000'000);
    const Problem problem(*model, {}, test::subject());
    const Query query;
    for (const Ranked& each : rank(problem, solve_exact(problem, query), query, 30, Busy::predicted)) {
        EXPECT_DOUBLE_EQ(*each.speedup, 3e6 / static_cast<double>(each.prediction.interval));
    }
}

TEST(SpeedUp, IsOverThePuAloneAlsoWhereTimesComeFromTheTableFully) {
    Measurements measured = both();
    EXPECT_EQ(best_single_pu(*make_table_costs(measured, TableChoice::fully, three))->interval, 3'000'000);
    measured.alone = std::exchange(measured.normal, std::nullopt);
    EXPECT_EQ(best_single_pu(*make_table_costs(measured, TableChoice::fully, three))->interval, 3'000'000);
    measured.alone.reset();
    EXPECT_EQ(best_single_pu(*make_table_costs(measured, TableChoice::fully, three))->interval, 4'500'000);
}

}  // namespace
}  // namespace bt::schedule
