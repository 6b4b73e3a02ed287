#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "bt/core/statistics.hpp"
#include "bt/format/soc_model.hpp"
#include "soc/timing.hpp"

// The models that come with the program must be hard enough: a scheduler that ignores interference, sensitivities or
// the cost of submissions must not look good on them.
namespace bt::soc {
namespace {

std::vector<std::filesystem::path> files() {
    std::vector<std::filesystem::path> all;
    for (const auto& entry : std::filesystem::directory_iterator(BT_SOCS)) all.push_back(entry.path());
    std::sort(all.begin(), all.end());
    return all;
}

format::SocModel read(const std::filesystem::path& file) {
    std::ifstream stream(file);
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    return format::read_soc_model(text, file.string());
}

class ShippedModel : public ::testing::TestWithParam<std::filesystem::path> {
protected:
    const format::SocModel model_ = read(GetParam());
};

std::vector<double> factors(const format::SocModel& model) {
    std::vector<double> all;
    for (const format::SocPu& slowed : model.pus) {
        for (const format::SocPu& busy : model.pus) {
            if (&slowed != &busy) all.push_back(model.factor(slowed.pu.name, busy.pu.name));
        }
    }
    return all;
}

TEST_P(ShippedModel, IsCalledAsItsFileIsAndReadsBackAsItWasWritten) {
    EXPECT_EQ(model_.name, GetParam().stem().string());
    EXPECT_EQ(format::read_soc_model(format::render(model_), "rendered"), model_);
}

TEST_P(ShippedModel, HasAllApplicationsWithAllTheirStages) {
    std::map<std::string, std::size_t> stages;
    for (const auto& [app, list] : model_.apps) stages[app.str()] = list.size();
    EXPECT_EQ(stages, (std::map<std::string, std::size_t>{{"cifar-dense", 9}, {"cifar-sparse", 9}, {"tree", 7}}));
}

TEST_P(ShippedModel, HasInterferenceThatCannotBeIgnored) {
    const std::vector<double> all = factors(model_);
    const auto strong = std::count_if(all.begin(), all.end(), [](double f) { return f < 0.9 || f > 1.1; });
    EXPECT_GE(2 * strong, static_cast<std::ptrdiff_t>(all.size()));
    EXPECT_LT(*std::min_element(all.begin(), all.end()), 0.8) << "somebody speeds up";
    EXPECT_GT(*std::max_element(all.begin(), all.end()), 1.25) << "somebody slows down";
}

TEST_P(ShippedModel, HasStagesThatFeelItMoreAndLess) {
    for (const auto& [app, stages] : model_.apps) {
        std::vector<double> all;
        for (const format::SocStage& stage : stages) all.push_back(stage.sensitivity);
        std::sort(all.begin(), all.end());
        EXPECT_EQ(all.front(), 0.2) << app.str();
        EXPECT_EQ(all.back(), 1) << app.str();
        for (std::size_t i = 1; i < all.size(); ++i) EXPECT_LE(all[i] - all[i - 1], 0.201) << app.str();
    }
}

TEST_P(ShippedModel, HasAGpuWhoseSubmissionsCostMoreThanThreeStages) {
    for (const auto& [app, stages] : model_.apps) {
        bool dear = false;
        for (const format::SocPu& pu : model_.pus) {
            std::vector<double> times;
            for (const format::SocStage& stage : stages) {
                if (const auto time = stage.times.find(pu.pu.name); time != stage.times.end())
                    times.push_back(time->second.count());
            }
            dear = dear || (pu.pu_class == PuClass::gpu && !times.empty() && pu.chunk_ms.count() > 3 * median(times));
        }
        EXPECT_TRUE(dear) << app.str();
    }
}

INSTANTIATE_TEST_SUITE_P(All, ShippedModel, ::testing::ValuesIn(files()),
                         [](const auto& parameter) { return parameter.param.stem().string(); });

TEST(ShippedModels, AreAPhoneAnotherWhoseGpuSpeedsUpABoardAndAPc) {
    std::map<std::string, format::SocModel> models;
    for (const auto& file : files()) models.emplace(file.stem().string(), read(file));
    ASSERT_TRUE(models.contains("quad") && models.contains("boost") && models.contains("board") &&
                models.contains("pc"));

    std::vector<std::string> names;
    for (const format::SocPu& pu : models.at("quad").pus) names.push_back(pu.pu.name.str());
    EXPECT_EQ(names, (std::vector<std::string>{"little", "medium", "big", "vulkan"}));

    for (const char* busy : {"little", "medium", "big"}) {
        EXPECT_LT(models.at("boost").factor(PuName("vulkan"), PuName(busy)), 0.8);
    }
    ASSERT_EQ(models.at("board").pus.size(), 2U);
    EXPECT_EQ(models.at("board").pus[1].pu.name.str(), "cuda");
    EXPECT_EQ(able_pus(models.at("pc"), AppName("tree")).size(), 3U);
}

}  // namespace
}  // namespace bt::soc
