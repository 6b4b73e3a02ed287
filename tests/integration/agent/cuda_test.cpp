// The PU cuda through the agent: every application on a GPU where there is one, and what is said where there is none.
#include "runtime/cuda/cuda.hpp"
#include "agent_fixture.hpp"

namespace bt::agent::test::cuda_test {
namespace {

class AgentOnCuda : public AgentTest {
protected:
    static bool has_gpu() { return apps::Cuda::look().first_usable().has_value(); }

    Ended verify(const std::string& app, const std::string& param) const {
        return agent({"verify", "--app", app, "--backend", "cu", "--param", param, "--pus", pus() + ",cuda"});
    }
};

TEST_F(AgentOnCuda, EveryApplicationEqualsItsReferenceOnTheGpuAndBesideIt) {
    if (!has_gpu()) GTEST_SKIP() << apps::Cuda::look().why_none();
    for (const auto& [app, param] :
         {std::pair{"cifar-dense", "batch=3"}, {"cifar-sparse", "batch=3"}, {"tree", "points=5000"}}) {
        const Ended ended = verify(app, param);
        EXPECT_EQ(ended.code, 0) << ended.out << ended.err;
        EXPECT_NE(ended.out.find("cuda"), std::string::npos) << ended.out;
    }
}

TEST_F(AgentOnCuda, WithoutAGpuIsADeviceErrorThatSaysWhatIsMissing) {
    if (has_gpu()) GTEST_SKIP() << "there is one";
    const Ended ended = verify("tree", "points=100");
    EXPECT_EQ(ended.code, 3);
    EXPECT_EQ(ended.out, "");
    EXPECT_NE(ended.err.find("no CUDA device: " + apps::Cuda::look().why_none()), std::string::npos) << ended.err;
    EXPECT_NE(ended.err.find("--backend"), std::string::npos) << ended.err;
}

}  // namespace
}  // namespace bt::agent::test::cuda_test
