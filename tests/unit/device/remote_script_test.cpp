#include "device/remote_script.hpp"

#include <gtest/gtest.h>

#include <csignal>

namespace bt::device {
namespace {

// Runs the script as a device would: `sh` with a stdin that stays open.
system::ChildResult run(const RemoteScript& script, system::Listener on_line = {}) {
    system::ChildOptions options;
    options.input = system::Input::held_open();
    options.on_out_line = std::move(on_line);
    options.deadline = std::chrono::seconds(20);
    return system::run_child({{"/bin/sh", "-c", script.text()}}, options);
}

std::string run_and_take(const Program& program, std::optional<int>& status) {
    RemoteScript script(program, "/tmp");
    auto result = run(script);
    status = script.take_status(result.out);
    return result.out;
}

TEST(RemoteScript, BringsTheExitStatusAndExactlyTheOutput) {
    std::optional<int> status;
    EXPECT_EQ(run_and_take({{"sh", "-c", "printf 'a\\nb'; exit 7"}}, status), "a\nb");
    EXPECT_EQ(status, 7);
    EXPECT_EQ(run_and_take({{"sh", "-c", "printf 'a\\n\\n'"}}, status), "a\n\n");
    EXPECT_EQ(status, 0);
    EXPECT_EQ(run_and_take({{"true"}}, status), "");
}

TEST(RemoteScript, PassesLinesOnAsTheyAreAndKeepsItsOwn) {
    RemoteScript script({{"sh", "-c", "printf 'a\\n\\n\\nb'; exit 3"}}, "/tmp");
    std::vector<std::string> lines;
    run(script, script.filter([&](std::string_view line) { lines.emplace_back(line); }));
    EXPECT_EQ(lines, (std::vector<std::string>{"a", "", "", "b"}));
    EXPECT_EQ(script.status_seen(), 3);
}

TEST(RemoteScript, SetsTheFolderAndTheEnvironmentAndQuotesBoth) {
    std::optional<int> status;
    const Program program{{"sh", "-c", "pwd; printf %s \"$X\""}, {{"X", "it's $HOME"}}, "/usr"};
    EXPECT_EQ(run_and_take(program, status), "/usr\nit's $HOME");
}

TEST(RemoteScript, SaysWhenTheFolderCannotBeEntered) {
    std::optional<int> status;
    run_and_take({{"true"}, {}, "/proc/no/such"}, status);
    EXPECT_EQ(status, 125);
}

TEST(RemoteScript, TellsASignalFromAnExit) {
    std::optional<int> status;
    run_and_take({{"sh", "-c", "kill -SEGV $$"}}, status);
    const Outcome outcome = outcome_of(*status);
    EXPECT_EQ(outcome.end, End::signalled);
    EXPECT_EQ(outcome.signal, SIGSEGV);
}

TEST(RemoteScript, ACutStreamHasNoStatus) {
    const RemoteScript script({{"true"}}, "/tmp");
    std::string whole = run(script).out;
    for (std::size_t length = 0; length < whole.size(); ++length) {
        std::string cut = whole.substr(0, length);
        EXPECT_EQ(script.take_status(cut), std::nullopt) << length;
    }
    EXPECT_EQ(script.take_status(whole), 0);
}

// The stream that is its stdin ends, as when a cable is pulled: the program and what it started must end, although
// nobody is left to tell them.
TEST(RemoteScript, EndsTheProgramWhenItsStdinEnds) {
    const RemoteScript script({{"sh", "-c", "sleep 300 & sleep 300"}}, "/tmp");
    system::ChildOptions options;
    options.deadline = std::chrono::seconds(20);
    auto result = system::run_child({{"/bin/sh", "-c", script.text()}}, options);  // stdin: /dev/null
    EXPECT_EQ(result.end, system::ChildEnd::exited);
    EXPECT_EQ(script.take_status(result.out), 128 + SIGTERM);
}

// A Ctrl-C in the moment in which the program begins: the shell is hung up before it knows what it has started.
TEST(RemoteScript, EndsTheProgramHoweverEarlyItIsHungUp) {
    const RemoteScript script({{"sh", "-c", "kill -HUP $PPID; exec sleep 300"}}, "/tmp");
    for (int i = 0; i < 20; ++i) {
        auto result = run(script);
        EXPECT_EQ(result.end, system::ChildEnd::exited) << "the shell ends its program and says so";
        EXPECT_EQ(script.take_status(result.out), 128 + SIGTERM);
    }
}

}  // namespace
}  // namespace bt::device
