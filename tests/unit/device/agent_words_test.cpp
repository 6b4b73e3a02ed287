#include "bt/device/agent_words.hpp"

#include <gtest/gtest.h>

#include "bt/device/transports.hpp"

namespace bt::device {
namespace {

class WordsOfAnAgent : public ::testing::Test {
protected:
    Error error(const Outcome& outcome) const { return words.error(*device, outcome); }

    AgentWords words;
    std::unique_ptr<Device> device = local_device(DeviceId("board"), "/");
};

TEST_F(WordsOfAnAgent, BecomeOneClearErrorWithItsOwnExitCode) {
    words.take("bt-agent: note: three cores are offline");
    words.take("bt-agent: --backend cu: the SoC model 'quad' has no cuda");
    words.take("  it has little=0-3,big=6-7");
    const Error said = error({.status = 3});
    EXPECT_EQ(said.failed(), "bt-agent on 'board': --backend cu: the SoC model 'quad' has no cuda");
    EXPECT_EQ(said.advice(), "it has little=0-3,big=6-7");
    EXPECT_EQ(said.code(), ExitCode::device);
    EXPECT_EQ(error({.status = 2}).code(), ExitCode::usage);
    EXPECT_EQ(error({.status = 4}).code(), ExitCode::data);
}

TEST_F(WordsOfAnAgent, AreToldFromThoseOfAShellThatCouldNotStartIt) {
    words.take("sh: 1: ./bt-agent: not found");
    const Error said = error({.status = 127});
    EXPECT_EQ(words.failed(), "") << "the agent itself said nothing";
    EXPECT_EQ(said.failed(), "bt-agent on 'board' ended with status 127: sh: 1: ./bt-agent: not found");
    EXPECT_EQ(said.advice(), "runner doctor --device board");
    EXPECT_EQ(said.code(), ExitCode::device);
}

TEST_F(WordsOfAnAgent, CannotBringAnotherLineToTheTerminal) {
    words.take("bt-agent: one\x1b[2J");
    EXPECT_EQ(error({.status = 3}).failed(), "bt-agent on 'board': one\\x1b[2J");
}

TEST_F(WordsOfAnAgent, PassOnItsNotes) {
    std::string heard;
    AgentWords listening([&](const std::string& note) { heard += note; });
    listening.take("bt-agent: note: three cores are offline");
    EXPECT_EQ(heard, "three cores are offline");
    EXPECT_EQ(listening.failed(), "");
}

}  // namespace
}  // namespace bt::device
