#include <gtest/gtest.h>

#include <array>

#include "bt/core/error.hpp"
#include "tree/cpu/encode.hpp"
#include "tree/scene.hpp"
#include "unit/tree/task.hpp"

namespace bt::apps::tree {
namespace {

// Runs all stages on `team_size` threads and compares every buffer with the plain program's.
std::string difference_from_reference(const Application& app, Task& task, std::uint64_t input, int team_size) {
    const Buffers buffers = task.buffers();
    task.scrub(app.buffers());
    app.fill_input(input, buffers);
    Team team(team_size);
    run_all(app, buffers, team);
    if (const auto fault = app.structural_fault(buffers)) return *fault;

    Task expected(app.buffers());
    app.fill_input(input, expected.buffers());
    app.reference(expected.buffers());
    return first_difference(app, buffers, expected.buffers());
}

TEST(TreeStages, EqualTheReferenceForEverySizeAndTeam) {
    for (const std::size_t points :
         std::vector<std::size_t>{1, 2, 3, 4, 5, 7, 8, 9, 31, 64, 100, 1000, 2047, 2048, 2049, 20000}) {
        for (const char* scene : {"uniform", "clustered"}) {
            const auto app = make_tree(points, points, scene);
            Task task(app->buffers());
            for (int team_size = 1; team_size <= 4; ++team_size) {
                EXPECT_EQ(difference_from_reference(*app, task, points % 2, team_size), "")
                    << points << " points, " << scene << ", team of " << team_size;
            }
        }
    }
}

TEST(TreeStages, EqualTheReferenceForManySeeds) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        const auto app = make_tree(300 + seed, seed);
        Task task(app->buffers());
        EXPECT_EQ(difference_from_reference(*app, task, seed, 1 + static_cast<int>(seed % 4)), "") << "seed " << seed;
    }
}

TEST(TreeStages, EqualTheReferenceAtTheDefaultSize) {
    const auto app = make_tree(Params{});
    EXPECT_EQ(app->params().at("points"), "307200");
    Task task(app->buffers());
    EXPECT_EQ(difference_from_reference(*app, task, 0, 2), "") << "uniform";
    EXPECT_EQ(difference_from_reference(*app, task, 1, 2), "") << "clustered";
}

// Points that a scene does not make.
std::string difference_for(const std::vector<std::array<float, 3>>& points) {
    const auto app = make_tree(points.size());
    Task task(app->buffers());
    Task expected(app->buffers());
    for (Task* each : {&task, &expected}) {
        const auto xyz = each->buffers().as<float>(buffer::points);
        for (std::size_t i = 0; i < points.size(); ++i) {
            for (std::size_t axis = 0; axis < 3; ++axis) xyz[axis * points.size() + i] = points[i][axis];
        }
    }
    Team team(2);
    run_all(*app, task.buffers(), team);
    app->reference(expected.buffers());
    if (const auto fault = app->structural_fault(task.buffers())) return *fault;
    return first_difference(*app, task.buffers(), expected.buffers());
}

TEST(TreeStages, TakePointsThatAreAllEqual) {
    EXPECT_EQ(difference_for({{0.3F, 0.3F, 0.3F}}), "");
    EXPECT_EQ(difference_for(std::vector<std::array<float, 3>>(1000, {0.7F, 0.1F, 0.9F})), "");
}

TEST(TreeStages, TakePointsOnTheBounds) {
    std::vector<std::array<float, 3>> corners;
    for (const float x : {0.0F, 1.0F}) {
        for (const float y : {0.0F, 1.0F}) {
            for (const float z : {0.0F, 1.0F}) corners.push_back({x, y, z});
        }
    }
    EXPECT_EQ(difference_for(corners), "");
    EXPECT_EQ(difference_for({{1.0F, 1.0F, 1.0F}, {1.0F, 1.0F, 1.0F}}), "");
    EXPECT_EQ(difference_for({{0.0F, 0.0F, 0.0F}, {1.0F, 1.0F, 1.0F}}), "");
}

TEST(TreeStages, TakeNeighboursThatOnlyTheDeepestLevelTellsApart) {
    std::vector<std::array<float, 3>> points;  // pairs, as far from other pairs as possible: the most cells that can be
    for (std::uint32_t x = 0; x < 8; ++x) {
        for (std::uint32_t y = 0; y < 8; ++y) {
            const float fx = static_cast<float>(x) / 8;
            const float fy = static_cast<float>(y) / 8;
            points.push_back({fx, fy, 0.0F});
            points.push_back({fx, fy, 1.0F / 1024});
        }
    }
    EXPECT_EQ(difference_for(points), "");
    const auto app = make_tree(points.size());
    EXPECT_LE(64U * 7, app->buffers()[buffer::cell_code].count);
}

TEST(TreeStages, AlwaysFitIntoTheirBuffers) {
    // Two leaves for each pair of a full level: the bound is met exactly, so that it cannot be too small unseen.
    for (const std::uint32_t side : {1U, 2U, 4U, 8U, 16U}) {
        std::vector<std::array<float, 3>> points;
        for (std::uint32_t i = 0; i < side * side * side; ++i) {
            const auto at = [&](std::uint32_t k) { return static_cast<float>(k % side) / static_cast<float>(side); };
            const std::array<float, 3> corner{at(i), at(i / side), at(i / side / side)};
            points.push_back(corner);
            points.push_back({corner[0], corner[1], corner[2] + 1.0F / 1024});
        }
        ASSERT_EQ(difference_for(points), "");
        const auto app = make_tree(points.size());
        std::size_t cells = 0;
        for (std::uint32_t level = 0, at_level = 1; level < 10; ++level, at_level *= 8) {
            cells += std::min(at_level, side * side * side);
            at_level = std::min(at_level, 1U << 20U);
        }
        EXPECT_EQ(app->buffers()[buffer::cell_code].count, cells);
    }
}

TEST(TreeStages, DoNotDependOnWhatAnEarlierTaskLeft) {
    Task recycled(make_tree(5000)->buffers());
    recycled.fill(std::byte{0xa5});
    Team team(3);
    for (std::uint64_t input = 0; input < 4; ++input) {  // large and small trees by turns
        const auto app = make_tree(5000, 1, input % 2 == 0 ? "uniform" : "clustered");
        app->fill_input(input, recycled.buffers());
        run_all(*app, recycled.buffers(), team);
        Task fresh(app->buffers());
        app->fill_input(input, fresh.buffers());
        run_all(*app, fresh.buffers(), team);
        EXPECT_EQ(app->structural_fault(recycled.buffers()), std::nullopt);
        const Extent extent = extent_of(fresh.buffers());
        const std::array<std::pair<std::size_t, std::size_t>, 9> used{{{buffer::sorted, 5000},
                                                                       {buffer::unique, extent.leaves},
                                                                       {buffer::node_children, 2 * extent.nodes},
                                                                       {buffer::counts, count::counts},
                                                                       {buffer::cell_code, extent.cells},
                                                                       {buffer::cell_level, extent.cells},
                                                                       {buffer::cell_parent, extent.cells},
                                                                       {buffer::cell_children, 8 * extent.cells},
                                                                       {buffer::leaf_cell, extent.leaves}}};
        for (const auto& [which, count] : used) {
            const auto a = recycled.buffers().as<std::uint32_t>(which).first(count);
            const auto b = fresh.buffers().as<std::uint32_t>(which).first(count);
            EXPECT_TRUE(std::equal(a.begin(), a.end(), b.begin())) << app->buffers()[which].name;
        }
    }
}

TEST(TreeStages, StayWithinTheirBuffersWhenAStageBeforeThemFailed) {
    const auto app = make_tree(3000);
    Team team(2);
    for (const std::byte rubbish : {std::byte{0}, std::byte{0xff}, std::byte{0x11}}) {
        for (int skipped = 1; skipped <= 7; ++skipped) {
            Task task(app->buffers());
            task.fill(rubbish);
            app->fill_input(0, task.buffers());
            for (int stage = 1; stage <= 7; ++stage) {
                if (stage != skipped) app->run_cpu(Stage::from_number(stage), task.buffers(), team);
            }
            EXPECT_TRUE(app->structural_fault(task.buffers())) << "stage " << skipped << " was skipped unseen";
        }
    }
}

TEST(TreeStages, CanBeRepeatedOneByOne) {
    const auto app = make_tree(4000);
    Task task(app->buffers());
    Task once(app->buffers());
    Team team(2);
    for (Task* each : {&task, &once}) {
        app->fill_input(1, each->buffers());
        run_all(*app, each->buffers(), team);
    }
    for (int stage = 1; stage <= 7; ++stage) {
        for (int i = 0; i < 3; ++i) app->run_cpu(Stage::from_number(stage), task.buffers(), team);
        EXPECT_EQ(first_difference(*app, task.buffers(), once.buffers()), "") << "after repeating stage " << stage;
    }
}

TEST(TreeStages, FindTheSameCodesWithEveryInstructionSet) {
    std::vector<float> points(3 * 1001);
    fill_scene(Scene::uniform, 1, 0, points);
    points[0] = points[1001] = points[2002] = 1.0F;
    const auto codes = [&](cpu::Encode* encode) {
        std::vector<std::uint32_t> made(1001);
        encode(points.data(), points.data() + 1001, points.data() + 2002, made.data(), made.size());
        return made;
    };
    std::vector<std::uint32_t> expected;
    for (std::size_t i = 0; i < 1001; ++i) {
        expected.push_back(plain_morton(points[i], points[1001 + i], points[2002 + i]));
    }
    EXPECT_EQ(codes(cpu::encode_plain), expected);
#if defined(__x86_64__)
    if (__builtin_cpu_supports("avx2")) {
        EXPECT_EQ(codes(cpu::encode_avx2), expected);
    }
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl")) {
        EXPECT_EQ(codes(cpu::encode_avx512), expected);
    }
#endif
}

TEST(TreeInputs, AreTheSameForTheSameSeedAndDifferOtherwise) {
    const auto bytes = [](std::uint64_t seed, std::uint64_t input) {
        const auto app = make_tree(500, seed);
        Task task(app->buffers());
        app->fill_input(input, task.buffers());
        const auto points = task.buffers().as<float>(buffer::points);
        return std::vector<float>(points.begin(), points.end());
    };
    EXPECT_EQ(bytes(1, 0), bytes(1, 0));
    EXPECT_NE(bytes(1, 0), bytes(2, 0));
    EXPECT_NE(bytes(1, 0), bytes(1, 2));
    // Typed in from the first run: a change would make results of two versions incomparable.
    EXPECT_EQ(static_cast<int>(bytes(1, 0)[0] * 16777216.0F), 4332894);
}

TEST(TreeInputs, OfTheClusteredSceneHaveManyDuplicatesAndEveryDepth) {
    const auto app = make_tree(100000, 1, "clustered");
    Task task(app->buffers());
    app->fill_input(0, task.buffers());
    Team team(1);
    run_all(*app, task.buffers(), team);
    const Buffers buffers = task.buffers();
    const Extent extent = extent_of(buffers);
    EXPECT_LT(extent.leaves, 75000U);
    EXPECT_GT(extent.leaves, 1000U);
    std::array<std::size_t, 11> leaves_at{};
    for (std::size_t leaf = 0; leaf < extent.leaves; ++leaf) {
        const std::uint32_t cell = buffers.as<std::uint32_t>(buffer::leaf_cell)[leaf];
        ++leaves_at.at(buffers.as<std::uint32_t>(buffer::cell_level)[cell] + 1);
    }
    for (std::size_t level = 5; level <= 10; ++level) EXPECT_GT(leaves_at.at(level), 50U) << "level " << level;
}

TEST(TreeParams, RefuseWhatCannotBe) {
    const auto code_of = [](const Params& params) {
        try {
            make_tree(params);
        } catch (const Error& error) {
            return error.code();
        }
        return ExitCode::done;
    };
    for (const char* points : {"0", "-1", "", "1e3", "67108865", "99999999999999999999", "12 "}) {
        EXPECT_EQ(code_of({{"points", points}}), ExitCode::usage) << points;
    }
    EXPECT_EQ(code_of({{"scene", "unifrom"}}), ExitCode::usage);
    EXPECT_EQ(code_of({{"batch", "4"}}), ExitCode::usage);
    EXPECT_EQ(code_of({{"columns", "3"}}), ExitCode::usage) << "without a file";
    EXPECT_EQ(code_of({{"points", "1"}}), ExitCode::done);
}

}  // namespace
}  // namespace bt::apps::tree
