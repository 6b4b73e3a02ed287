#include "unit/vulkan/lavapipe.hpp"

#include "unit/cifar/task.hpp"

namespace bt::apps::cifar {
namespace {

class CifarOnVulkan : public test::OnLavapipe {
protected:
    // The first stage that is wrong when the GPU begins with what the reference made of those before it.
    std::string first_wrong_stage(const NetworkApplication& app, std::uint64_t input) {
        const auto gpu = open();
        Task expected(app, input);
        app.reference(expected.buffers());
        ObjectPool pool(app, gpu->memory());
        TaskObject& object = pool.object(0);
        for (std::size_t index = 0; index < stage_total; ++index) {
            const Stage stage = Stage::from_index(index);
            const std::size_t from = app.input_buffer(stage), to = app.output_buffer(stage);
            std::ranges::copy(expected.buffers().as<float>(from), object.buffers.as<float>(from).begin());
            gpu->engine().run(object, {stage, stage});
            const std::string fault = fault_in(object.buffers.as<float>(to), expected.buffers().as<float>(to));
            if (!fault.empty()) return app.stage_names()[index] + ": " + fault;
        }
        return "";
    }

    std::string wrong_scores(const NetworkApplication& app) {
        const auto gpu = open();
        ObjectPool pool(app, gpu->memory());
        TaskObject& object = pool.object(1);
        gpu->engine().run(object, {Stage::from_number(1), Stage::from_number(9)});
        Task expected(app, object.input);
        app.reference(expected.buffers());
        const std::size_t scores = app.output_buffer(Stage::from_number(9));
        return fault_in(object.buffers.as<float>(scores), expected.buffers().as<float>(scores), classes);
    }
};

TEST_F(CifarOnVulkan, EachDenseStageEqualsTheReference) {
    for (const int batch : {1, 3, 8}) EXPECT_EQ(first_wrong_stage(*make_dense(batch), 0), "") << batch;
}

TEST_F(CifarOnVulkan, EachSparseStageEqualsTheReference) {
    for (const char* density : {"0.01", "0.1", "1"})
        for (const int batch : {1, 3}) EXPECT_EQ(first_wrong_stage(*make_sparse(batch, density), 1), "") << density;
}

TEST_F(CifarOnVulkan, AllStagesInOneSubmissionGiveTheReferencesScores) {
    EXPECT_EQ(wrong_scores(*make_dense(5)), "");
    EXPECT_EQ(wrong_scores(*make_sparse(5, "0.1")), "");
}

}  // namespace
}  // namespace bt::apps::cifar
