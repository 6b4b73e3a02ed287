#include "bt/format/agent_info.hpp"

#include <gtest/gtest.h>

#include "bt/core/error.hpp"

namespace bt::format::agent_info_test {
namespace {

constexpr const char* phone = R"({"kind":"agent-info","version":1,"agent":"0.1.0","build":"abc","machine":"aarch64",
 "kernel":"5.10","model":null,"clock":"monotonic","backend":"vk",
 "pus":[{"name":"little","cores":[0,1],"clock_mhz":1800.5,"governor":"schedutil"},{"name":"vulkan","cores":[],"clock_mhz":null}],
 "notes":["a note"],"gpus":[{"pu":"vulkan","about":"Mali-G710","usable":true}],"temperature_c":41.5,"load":null,
 "apps":[{"name":"tree","summary":"s","params":{}}],"something_new":1})";

TEST(AgentInfo, SaysWhatAMachineIs) {
    const AgentInfo info = read_agent_info(phone, "phone");
    EXPECT_EQ(info.version, "0.1.0");
    EXPECT_EQ(info.backend, Backend::vk);
    ASSERT_EQ(info.pus.size(), 2U);
    EXPECT_EQ(info.pus[0].pu.cores, (std::vector<int>{0, 1}));
    EXPECT_EQ(info.pus[0].clock_mhz, 1800.5);
    EXPECT_EQ(info.pus[1].clock_mhz, std::nullopt);
    EXPECT_TRUE(info.gpus.at(0).usable);
    EXPECT_EQ(info.temperature_c, 41.5);
    EXPECT_EQ(info.load, std::nullopt) << "what cannot be read is not zero";
    EXPECT_EQ(info.apps.at(0).str(), "tree");
}

TEST(AgentInfo, OfAnotherKindIsRefusedByTheNameOfItsSource) {
    try {
        read_agent_info(R"({"kind":"device","version":1})", "bt-agent info on 'phone'");
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(error.failed().find("bt-agent info on 'phone'"), std::string::npos) << error.failed();
        EXPECT_EQ(error.code(), ExitCode::data);
    }
}

}  // namespace
}  // namespace bt::format::agent_info_test
