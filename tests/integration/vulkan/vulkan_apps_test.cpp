#include <gmock/gmock.h>

#include <cmath>
#include <cstring>
#include <set>

#include "runtime/compare.hpp"
#include "runtime/team.hpp"
#include "unit/vulkan/lavapipe.hpp"

// Every stage of every application on Mesa's CPU driver, beside its CPU kernel, and in every place of a pipeline.
namespace bt::apps::test {
namespace {

using testing::Values;

struct Case {
    const char* app;
    Params params;
    std::uint64_t input = 0;

    friend void PrintTo(const Case& c, std::ostream* out) {
        *out << c.app;
        for (const auto& [name, value] : c.params) *out << ' ' << name << '=' << value;
        *out << " input " << c.input;
    }
};

// Where kernels keep what only they read: its contents differ from kernel to kernel.
bool is_scratch(const std::string& buffer) {
    static const std::set<std::string> names{"partial", "sort-scratch"};
    return names.contains(buffer);
}

bool same_element(Element element, const std::byte* a, const std::byte* b) {
    if (element != Element::f32) return std::memcmp(a, b, size_of(element)) == 0;
    float x = 0;
    float y = 0;
    std::memcpy(&x, a, sizeof x);
    std::memcpy(&y, b, sizeof y);
    if (std::isnan(x) || std::isnan(y)) return std::isnan(x) && std::isnan(y);  // written by neither
    return std::fabs(x - y) <= 1e-4F * std::max(1.0F, std::fabs(y));
}

class VulkanApps : public OnLavapipe, public testing::WithParamInterface<Case> {
protected:
    void SetUp() override {
        OnLavapipe::SetUp();
        if (IsSkipped()) return;
        AppOptions options;
        options.params = GetParam().params;
        app_ = make_application(AppName(GetParam().app), options);
        gpu_ = open();
        on_gpu_.emplace(*app_, gpu_->memory());
        on_cpu_.emplace(*app_, host_);
    }

    void run_cpu(const TaskObject& object, int first, int last) {
        for (int s = first; s <= last; ++s) app_->run_cpu(Stage::from_number(s), object.buffers, team_);
    }
    static StageRange range(int first, int last) { return {Stage::from_number(first), Stage::from_number(last)}; }
    TaskObject& fresh(ObjectPool& pool) {
        TaskObject& object = pool.object(GetParam().input);
        pool.scrub(object);
        return object;
    }

    // What a stage left in the two objects, buffer by buffer.
    void expect_same(const TaskObject& gpu, const TaskObject& cpu, const std::string& where) {
        for (std::size_t b = 0; b < app_->buffers().size(); ++b) {
            const BufferSpec& spec = app_->buffers()[b];
            if ((spec.role != Role::work && spec.role != Role::output) || is_scratch(spec.name)) continue;
            const std::size_t bytes = size_of(spec.element);
            for (std::size_t i = 0; i < spec.count; ++i) {
                ASSERT_TRUE(same_element(spec.element, gpu.buffers.bytes(b).data() + i * bytes,
                                         cpu.buffers.bytes(b).data() + i * bytes))
                    << where << ": buffer '" << spec.name << "' element " << i << " of " << spec.count;
            }
        }
    }

    ReferenceOutput reference() {
        TaskObject& object = fresh(*on_cpu_);
        app_->reference(object.buffers);
        ReferenceOutput output;
        for (std::size_t b = 0; b < app_->buffers().size(); ++b) {
            const auto bytes = object.buffers.bytes(b);
            const bool wanted = app_->buffers()[b].role == Role::output;
            output.buffers.emplace_back(bytes.begin(), wanted ? bytes.end() : bytes.begin());
        }
        return output;
    }

    std::unique_ptr<Application> app_;
    std::unique_ptr<VulkanPu> gpu_;
    HostMemory host_;
    Team team_;
    std::optional<ObjectPool> on_gpu_;
    std::optional<ObjectPool> on_cpu_;
};

TEST_P(VulkanApps, EveryStageWritesWhatItsCpuKernelWrites) {
    TaskObject& gpu = fresh(*on_gpu_);
    TaskObject& cpu = fresh(*on_cpu_);
    for (int stage = 1; stage <= app_->stage_count(); ++stage) {
        // From the same state, so that what one stage gets wrong is not charged to the next.
        for (std::size_t b = 0; b < cpu.buffers.size(); ++b) {
            const auto from = cpu.buffers.bytes(b);
            std::copy(from.begin(), from.end(), gpu.buffers.bytes(b).begin());
        }
        gpu_->engine().run(gpu, range(stage, stage));
        run_cpu(cpu, stage, stage);
        ASSERT_NO_FATAL_FAILURE(expect_same(gpu, cpu, "stage " + std::to_string(stage)));
    }
}

TEST_P(VulkanApps, EveryChunkOnTheGpuEqualsTheReferenceWithTheRestOnTheCpu) {
    const ReferenceOutput expected = reference();
    for (int first = 1; first <= app_->stage_count(); ++first) {
        for (int last = first; last <= app_->stage_count(); ++last) {
            const std::string where = "GPU from stage " + std::to_string(first) + " to " + std::to_string(last);
            TaskObject& object = fresh(*on_gpu_);
            run_cpu(object, 1, first - 1);
            gpu_->engine().run(object, range(first, last));
            run_cpu(object, last + 1, app_->stage_count());
            const Comparison comparison = compare_outputs(*app_, object.buffers, expected);
            ASSERT_TRUE(comparison.equal()) << where << ": " << *comparison.fault;
            ASSERT_EQ(app_->structural_fault(object.buffers), std::nullopt) << where;
        }
    }
}

TEST_P(VulkanApps, AStageThatRunsAgainWritesTheSameAgain) {
    TaskObject& gpu = fresh(*on_gpu_);
    for (int stage = 1; stage <= app_->stage_count(); ++stage) gpu_->engine().run(gpu, range(stage, stage));
    const std::uint64_t once = checksum(*app_, gpu.buffers);
    for (int stage = 1; stage <= app_->stage_count(); ++stage) {
        for (int again = 0; again < 3; ++again) gpu_->engine().run(gpu, range(stage, stage));
    }
    EXPECT_EQ(checksum(*app_, gpu.buffers), once);
}

INSTANTIATE_TEST_SUITE_P(CifarDense, VulkanApps,
                         Values(Case{"cifar-dense", {{"batch", "1"}}}, Case{"cifar-dense", {{"batch", "3"}}, 1}));
INSTANTIATE_TEST_SUITE_P(CifarSparse, VulkanApps,
                         Values(Case{"cifar-sparse", {{"batch", "3"}}},
                                Case{"cifar-sparse", {{"batch", "1"}, {"density", "0.01"}}, 1},
                                Case{"cifar-sparse", {{"batch", "2"}, {"density", "1"}}, 2}));
INSTANTIATE_TEST_SUITE_P(Tree, VulkanApps,
                         Values(Case{"tree", {{"points", "1"}}}, Case{"tree", {{"points", "2"}}},
                                Case{"tree", {{"points", "255"}}, 2}, Case{"tree", {{"points", "2049"}}, 1},
                                Case{"tree", {{"points", "20011"}}}, Case{"tree", {{"points", "70000"}}, 1}));

}  // namespace
}  // namespace bt::apps::test
