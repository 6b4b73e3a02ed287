#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/pseudo_terminal.hpp"
#include "e2e/runner_program.hpp"

namespace bt::e2e::command_line_test {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(CommandLine, WithoutArgumentsShowsTheHelpAndSucceeds) {
    const auto bare = runner({});
    EXPECT_EQ(bare.status, 0);
    EXPECT_THAT(bare.out, HasSubstr("status"));
    EXPECT_EQ(bare.out, runner({"--help"}).out);
    EXPECT_EQ(bare.err, "");
}

TEST(CommandLine, HelpFitsAScreen) {
    const std::string help = runner({"--help"}).out;
    EXPECT_LE(std::count(help.begin(), help.end(), '\n'), 40);
    for (std::size_t begin = 0; begin < help.size();) {
        const std::size_t end = help.find('\n', begin);
        EXPECT_LE(end - begin, 100U) << help.substr(begin, end - begin);
        begin = end + 1;
    }
}

TEST(CommandLine, VersionNamesTheBuild) {
    const auto version = runner({"--version"});
    EXPECT_EQ(version.status, 0);
    EXPECT_THAT(version.out, testing::MatchesRegex("runner [0-9.]+ \\(.+\\)\n"));
}

TEST(CommandLine, AMistypedCommandGetsASuggestionAndExitCodeTwo) {
    const auto result = runner({"staus"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "error: unknown command 'staus'\n  did you mean 'status'?\n");
}

TEST(CommandLine, AMistypedFlagGetsASuggestionAndExitCodeTwo) {
    const auto result = runner({"status", "--dta", "x"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.out, "");
    EXPECT_EQ(result.err, "error: unknown flag '--dta'\n  did you mean '--data'?\n");
}

TEST(CommandLine, AFlagWithoutItsValueSaysSo) {
    const auto result = runner({"status", "--data"});
    EXPECT_EQ(result.status, 2);
    EXPECT_EQ(result.err, "error: --data needs a value\n  runner status --help lists what there is\n");
    EXPECT_THAT(runner({"schedule", "-n"}).err, HasSubstr("--num-schedules needs a value"));
    EXPECT_THAT(runner({"heatmap", "--device"}).err, HasSubstr("--device needs a value"));
}

TEST(CommandLine, AFlagOfOneValueThatIsGivenTwiceSaysSo) {
    const auto result = runner({"schedule", "--device", "a", "--device", "b"});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("--device takes one value and was given several"));
}

// Of every command, and through the pipeline, which hands them on.
TEST(CommandLine, ANumberThatIsNoneIsRefusedInOneLine) {
    const std::vector<std::vector<std::string>> flags{
        {"status", "--seed"}, {"schedule", "-n"}, {"schedule", "--num-schedules"},
        {"run", "-n"},        {"run", "--runs"},  {"benchmark", "--repeat"},
        {"server", "--port"}};
    for (const auto& flag : flags) {
        for (const char* number : {"-3", "2.5", "0x10", "", "99999999999999999999"}) {
            SCOPED_TRACE(flag[0] + " " + flag[1] + " '" + number + "'");
            const auto result = runner({flag[0], flag[1], number});
            EXPECT_EQ(result.status, 2);
            EXPECT_EQ(result.out, "");
            EXPECT_THAT(result.err, testing::StartsWith("error: -"));
            EXPECT_THAT(result.err, HasSubstr("is no whole number\n  a whole number from 0\n"));
        }
    }
}

TEST(CommandLine, WhatIsTypedCannotDriveTheTerminal) {
    const auto result = runner({"\x1b[2Jstatus"});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, Not(HasSubstr("\x1b")));
}

TEST(CommandLine, AFullDiskBehindStdoutIsAnErrorNotSuccess) {
    const auto result = system::run_child({{"/bin/sh", "-c", "\"$0\" --help > /dev/full", BT_RUNNER}});
    EXPECT_EQ(result.status, 1);
    EXPECT_THAT(result.err, HasSubstr("stdout"));
}

TEST(CommandLine, ColoursAppearOnATerminalOnlyAndNoColorSwitchesThemOff) {
    EXPECT_THAT(runner({"staus"}, {{"TERM", "xterm"}}).err, Not(HasSubstr("\x1b[")));
    EXPECT_THAT(run_on_terminal({BT_RUNNER, "staus"}).text, HasSubstr("\x1b[31m"));
    EXPECT_THAT(run_on_terminal({BT_RUNNER, "staus"}, {{"NO_COLOR", "1"}}).text, Not(HasSubstr("\x1b[")));
    EXPECT_THAT(run_on_terminal({BT_RUNNER, "staus"}, {{"TERM", "dumb"}}).text, Not(HasSubstr("\x1b[")));
}

TEST(Completion, OffersEveryCommandInBash) {
    const auto offered = system::run_child({{"/bin/bash", "-c",
                                             "source <(\"$0\" completion bash); COMP_WORDS=(runner st); COMP_CWORD=1; "
                                             "_runner; echo \"${COMPREPLY[@]}\"",
                                             BT_RUNNER}});
    EXPECT_EQ(offered.out, "status\n");
}

TEST(Completion, OffersAFlagsChoicesAndACommandsFlagsInBash) {
    const std::string script =
        "source <(\"$0\" completion bash); COMP_WORDS=(runner completion f); COMP_CWORD=2; _runner; echo "
        "\"${COMPREPLY[@]}\"; "
        "COMP_WORDS=(runner status --js); COMP_CWORD=2; _runner; echo \"${COMPREPLY[@]}\"";
    EXPECT_EQ(system::run_child({{"/bin/bash", "-c", script, BT_RUNNER}}).out, "fish\n--json\n");
}

TEST(Completion, OfEveryShellNamesEveryCommand) {
    for (const char* shell : {"bash", "zsh", "fish"}) {
        const auto script = runner({"completion", shell});
        EXPECT_EQ(script.status, 0);
        for (const char* command : {"status", "completion"}) EXPECT_THAT(script.out, HasSubstr(command)) << shell;
    }
}

TEST(Completion, OfAnUnknownShellIsACommandLineError) {
    const auto result = runner({"completion", "bsh"});
    EXPECT_EQ(result.status, 2);
    EXPECT_THAT(result.err, HasSubstr("did you mean 'bash'?"));
}

}  // namespace
}  // namespace bt::e2e::command_line_test
