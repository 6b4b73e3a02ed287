#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "bt/schedule/ranked.hpp"
#include "unit/schedule/random_problem.hpp"

// Lists made by somebody else's exhaustive enumeration, from tables that were measured on phones and boards. Without
// BT_REFERENCE, which says where they lie, these tests skip; the fixture below is one of them, typed in.

namespace bt::schedule {
namespace {

using Rows = std::vector<std::vector<std::string>>;

Rows read_csv(const std::filesystem::path& file) {
    std::ifstream in(file);
    EXPECT_TRUE(in) << file;
    Rows rows;
    for (std::string line; std::getline(in, line);) {
        if (line.ends_with('\r')) line.pop_back();
        std::vector<std::string> row;
        std::stringstream values(line);
        for (std::string value; std::getline(values, value, ',');) row.push_back(value);
        rows.push_back(row);
    }
    return rows;
}

struct Given {
    std::string name;
    test::FixedCosts costs;
};

test::FixedCosts costs_of(const Rows& rows, const std::string& gpu) {
    std::vector<PuName> pus;
    for (std::size_t i = 1; i < rows[0].size(); ++i) {
        std::string name = rows[0][i];
        name[0] = static_cast<char>(std::tolower(name[0]));
        pus.emplace_back(name == "gPU" ? gpu : name);
    }
    const int stages = static_cast<int>(rows.size()) - 1;
    test::FixedCosts costs(pus, stages);
    costs.for_all.emplace(stages, static_cast<int>(pus.size()));
    for (int stage = 0; stage < stages; ++stage) {
        for (int pu = 0; pu < static_cast<int>(pus.size()); ++pu) {
            const double ms = std::stod(rows[static_cast<std::size_t>(stage) + 1][static_cast<std::size_t>(pu) + 1]);
            if (ms > 0) costs.for_all->set(stage, pu, {to_cost(Milliseconds(ms)), 0});
        }
    }
    return costs;
}

const char* reference() { return std::getenv("BT_REFERENCE"); }

std::vector<Given> reference_tables() {
    std::vector<Given> tables;
    const std::string ending = "_fully.csv";
    for (const auto& entry : std::filesystem::directory_iterator(std::filesystem::path(reference()) / "data/tables")) {
        const std::string name = entry.path().filename();
        if (name.size() < ending.size() || name.substr(name.size() - ending.size()) != ending) continue;
        const std::string gpu = name.find("_cu_") != std::string::npos ? "cuda" : "vulkan";
        tables.push_back({name.substr(0, name.size() - ending.size()), costs_of(read_csv(entry.path()), gpu)});
    }
    return tables;
}

void expect_golden(const Given& table, Objective objective, const std::string& which, int column,
                   Ranking (*engine)(const Problem&, const Query&)) {
    const Rows golden =
        read_csv(std::filesystem::path(reference()) / "data/golden" / (table.name + "_golden_" + which + "_top50.csv"));
    const Problem problem(table.costs, {}, test::subject());
    const Ranking ranking = engine(problem, {objective, golden.size() - 1, std::nullopt});
    ASSERT_EQ(ranking.candidates.size(), golden.size() - 1) << table.name;
    for (std::size_t i = 0; i < ranking.candidates.size(); ++i) {
        const double ms = to_milliseconds(value(ranking.candidates[i], objective)).count();
        // The enumeration summed figures with more digits than the tables show.
        EXPECT_NEAR(ms, std::stod(golden[i + 1][static_cast<std::size_t>(column)]), 2e-6)
            << table.name << " by " << which << ", rank " << i + 1;
    }
}

class GoldenLists : public ::testing::TestWithParam<Ranking (*)(const Problem&, const Query&)> {
protected:
    void SetUp() override {
        if (!reference()) GTEST_SKIP() << "BT_REFERENCE is not set: no reference tables";
    }
};

TEST_P(GoldenLists, ByIntervalAreThoseOfTheEnumeration) {
    const auto tables = reference_tables();
    EXPECT_EQ(tables.size(), 7U);
    for (const Given& table : tables) expect_golden(table, Objective::interval, "tmax", 3, GetParam());
}

TEST_P(GoldenLists, ByGapAreThoseOfTheEarlierSystem) {
    for (const Given& table : reference_tables()) expect_golden(table, Objective::gap, "gapness", 5, GetParam());
}

INSTANTIATE_TEST_SUITE_P(BothEngines, GoldenLists, ::testing::Values(solve_exact, solve_z3),
                         [](const auto& each) { return each.index == 0 ? "Exact" : "Z3"; });

TEST(NumberOfSchedules, IsWhatTheFormulaSaysForNineAndSevenStagesOnFourAndTwoPus) {
    const auto total = [](int stages, int pus) {
        test::FixedCosts costs(test::pu_names(pus), stages);
        costs.for_all.emplace(stages, pus);
        for (int stage = 0; stage < stages; ++stage) {
            for (int pu = 0; pu < pus; ++pu) costs.for_all->set(stage, pu, {1, 0});
        }
        return count_schedules(Problem(costs, {}, test::subject()));
    };
    EXPECT_EQ(total(9, 4), 2116U);
    EXPECT_EQ(total(7, 4), 916U);
    EXPECT_EQ(total(9, 2), 18U);
    EXPECT_EQ(total(7, 2), 14U);
}

// 3A021JEHN02756, cifar-sparse, vk, fully (the system's published measurements of April 2025).
const Rows sparse_on_a_phone{{"stage", "Little", "Medium", "Big", "GPU"},
                             {"1", "22.269987", "5.896937", "5.22495", "4.541963"},
                             {"2", "26.857712", "13.433863", "13.150787", "2.644425"},
                             {"3", "15.123188", "3.5996", "3.137675", "2.759812"},
                             {"4", "14.34685", "6.950213", "7.138862", "2.006813"},
                             {"5", "7.648187", "1.75235", "1.864075", "1.906187"},
                             {"6", "7.244875", "1.76395", "1.872113", "1.876713"},
                             {"7", "7.413863", "1.750425", "1.923062", "2.01465"},
                             {"8", "7.8163", "3.65005", "4.0535", "1.33"},
                             {"9", "0.048475", "0.015037", "0.013675", "0.308262"}};

TEST(APublishedTable, HasTheBestPipelineThatTheEnumerationFound) {
    const test::FixedCosts costs = costs_of(sparse_on_a_phone, "vulkan");
    const Problem problem(costs, {}, {DeviceId("3A021JEHN02756"), AppName("cifar-sparse"), Backend::vk});
    for (const auto engine : {solve_exact, solve_z3}) {
        const Ranking ranking = engine(problem, {Objective::interval, 3, std::nullopt});
        EXPECT_EQ(to_string(problem.chunks(ranking.candidates[0].pieces)),
                  "1 big | 2-4 vulkan | 5 little | 6-9 medium");
        EXPECT_EQ(ranking.candidates[0].widest, 7'648'187);
        EXPECT_EQ(ranking.candidates[1].widest, 7'862'350);
        EXPECT_EQ(ranking.candidates[2].widest, 7'864'775);
    }
}

TEST(Objectives, OrderTheSameTableDifferently) {
    const test::FixedCosts costs = costs_of(sparse_on_a_phone, "vulkan");
    const Problem problem(costs, {}, test::subject());
    for (const auto engine : {solve_exact, solve_z3}) {
        std::vector<std::string> first;
        for (const Objective objective : {Objective::interval, Objective::latency, Objective::gap}) {
            first.push_back(problem.uid(engine(problem, {objective, 1, std::nullopt}).candidates.front().pieces));
        }
        EXPECT_NE(first[0], first[1]);
        EXPECT_NE(first[0], first[2]);
        EXPECT_NE(first[1], first[2]);
    }
}

}  // namespace
}  // namespace bt::schedule
