// Programs of somebody else, run together on this machine.
#include "bt/execute/external.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bt/device/failure.hpp"
#include "bt/device/transports.hpp"
#include "support/temporary_folder.hpp"

namespace bt::execute::external_test {
namespace {

using testing::HasSubstr;

const PuName cuda("cuda");
const PuName dla("dla");

format::ScheduledChain chain_of(const std::string& app, const Params& params = {}) {
    const StageRange half{.first = Stage::from_number(1), .last = Stage::from_number(10)};
    const StageRange rest{.first = Stage::from_number(11), .last = Stage::from_number(20)};
    return {.app = AppName(app), .params = params, .groups = {{cuda, half}, {dla, rest}}};
}

format::ExternalApp app_of(const std::string& name, std::vector<std::string> argv,
                           format::Waits waits = format::Waits::no) {
    return {.app = AppName(name),
            .backend = Backend::cu,
            .params = {},
            .stages = 20,
            .timer = format::ExternalTimer::number_after,
            .text = "took",
            .commands = {{.pus = {cuda, dla}, .cuts = {}, .argv = std::move(argv), .waits = waits}}};
}

format::ExternalApp shell(const std::string& name, const std::string& script, format::Waits waits = format::Waits::no) {
    return app_of(name, {"sh", "-c", script}, waits);
}

class External : public testing::Test {
protected:
    std::vector<ExternalResult> run(const std::vector<format::ExternalApp>& apps,
                                    Nanoseconds deadline = std::chrono::seconds(40)) {
        std::vector<format::ScheduledChain> chains;
        std::vector<ExternalChain> together;
        for (const auto& app : apps) chains.push_back(chain_of(app.app.str(), app.params));
        for (std::size_t i = 0; i < apps.size(); ++i) together.push_back({apps[i], chains[i]});
        return run_together(*device_, together, deadline);
    }
    std::string fault_of(const std::vector<format::ExternalApp>& apps) {
        try {
            run(apps);
        } catch (const Error& error) {
            return error.failed();
        }
        return "no error";
    }
    std::string file(const char* name) const { return (folder_ / name).string(); }
    void make_fifo(const char* name) const { ASSERT_EQ(mkfifo(file(name).c_str(), 0600), 0); }

    test::TemporaryFolder folder_;
    std::unique_ptr<device::Device> device_ =
        device::local_device(DeviceId("local"), folder_ / "work", {{"TMPDIR", folder_.path().string()}});
};

TEST_F(External, RunAtTheSameTime) {
    make_fifo("there");
    make_fifo("back");
    const auto results =
        run({shell("ping", "echo x >" + file("there") + "; read y <" + file("back") + "; echo took 2 ms"),
             shell("pong", "read y <" + file("there") + "; echo x >" + file("back") + "; echo took 3 ms")});
    ASSERT_EQ(results.size(), 2U) << "one after the other they would wait for ever";
    EXPECT_EQ(results[0].time, Milliseconds(2));
    EXPECT_EQ(results[1].time, Milliseconds(3));
}

TEST_F(External, BeginWhenTheLastOneIsThere) {
    make_fifo("loading");
    const std::string begun = file("begun");
    const auto results = run({shell("slow",
                                    "exec 3<\"$BT_GATE\"; read x <" + file("loading") + "; test -e " + begun +
                                        " && exit 9; echo >\"$BT_READY\"; read x <&3; echo took 1 ms",
                                    format::Waits::yes),
                              shell("helper",
                                    "echo loaded >" + file("loading") +
                                        "; exec 3<\"$BT_GATE\"; echo >\"$BT_READY\"; read x <&3; echo took 1 ms",
                                    format::Waits::yes),
                              shell("quick", "touch " + begun + "; echo took 1 ms")});
    EXPECT_EQ(results.size(), 3U) << "the quick one was held until the slow one had loaded";
}

TEST_F(External, ThatAreHeldAlreadyAreNotToldOfTheGateWhereTheyWouldWaitForEver) {
    const std::string careful =
        "if test -n \"$BT_GATE\"; then exec 3<\"$BT_GATE\"; echo >\"$BT_READY\"; read x <&3; fi; ";
    const auto results = run(
        {shell("held", careful + "echo took 1 ms"), shell("waits", careful + "echo took 2 ms", format::Waits::yes)});
    EXPECT_EQ(results[0].time, Milliseconds(1));
    EXPECT_EQ(results[1].time, Milliseconds(2));
}

TEST_F(External, TrtexecRunsTheEngineOfItsCutAndPrecision) {
    const auto record = [&](const char* name, const char* mean) {
        test::write_text(folder_ / name,
                         "&&&& RUNNING TensorRT.trtexec\n[01/02/2024-03:04:05] [I] GPU Compute\n[I] min: 1 ms\n"
                         "[I] max: 9 ms\n[I] mean: " +
                             std::string(mean) + " ms\n[I] median: 2 ms\n&&&& PASSED TensorRT.trtexec\n");
    };
    record("googlenet_10_fp16.plan", "1.9787");
    record("googlenet_10_int8.plan", "1.2");
    test::write_text(folder_ / "trtexec", "#!/bin/sh\nexec cat \"${1#--loadEngine=}\"\n");
    chmod(file("trtexec").c_str(), 0700);
    const auto engine = [&](const char* precision) {
        format::ExternalApp app =
            app_of("googlenet", {file("trtexec"), "--loadEngine=" + file("googlenet_{cut1}_{precision}.plan")});
        app.timer = format::ExternalTimer::trtexec;
        app.params = {{"precision", precision}};
        return app;
    };
    const auto results = run({engine("fp16"), engine("int8")});
    EXPECT_EQ(results[0].time, Milliseconds(1.9787));
    EXPECT_EQ(results[1].time, Milliseconds(1.2));
    EXPECT_THAT(results[1].output, HasSubstr("PASSED"));
}

TEST_F(External, EngineAndScheduleAreOfOnePrecision) {
    format::ExternalApp int8 = shell("googlenet", "echo took 1 ms");
    int8.params = {{"precision", "int8"}};
    const format::ScheduledChain fp16 = chain_of("googlenet", {{"precision", "fp16"}});
    try {
        run_together(*device_, {{int8, fp16}}, std::chrono::seconds(40));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        EXPECT_THAT(error.failed(), HasSubstr("googlenet (precision=fp16), the file is of googlenet (precision=int8)"));
    }
}

TEST_F(External, AProgramThatFailsIsNamed) {
    const format::ExternalApp good = shell("good", "echo took 1 ms");
    EXPECT_EQ(fault_of({good, shell("bad", "echo engine is of another version >&2; exit 3")}),
              "bad: 'sh' ended with status 3: engine is of another version");
    EXPECT_EQ(fault_of({good, shell("bad", "kill -9 $$")}), "bad: 'sh' was killed by signal 9: ");
    EXPECT_EQ(fault_of({good, app_of("bad", {"/nowhere/trtexec"})}), "bad: '/nowhere/trtexec' is not there");
    EXPECT_EQ(fault_of({good, shell("bad", "echo done")}), "bad did not print 'took'");
    EXPECT_EQ(fault_of({good, shell("bad", "exit 4", format::Waits::yes)}), "bad: 'sh' ended with status 4: ")
        << "before it said that it was there";
}

TEST_F(External, WordsArriveByteForByte) {
    const auto results = run({app_of("echo", {"printf", "%s\n", "took 1 ms", "a'b\"c $HOME `id` \\ *"})});
    EXPECT_THAT(results[0].output, HasSubstr("\na'b\"c $HOME `id` \\ *\n"));
}

TEST_F(External, NothingIsLeftOfProgramsThatNeverEnd) {
    make_fifo("never");
    const std::vector<format::ExternalApp> apps{shell("good", "echo took 1 ms"),
                                                shell("hung", "read x <" + file("never"))};
    try {
        run(apps, std::chrono::milliseconds(500));
        FAIL();
    } catch (const device::Failure& failure) {
        EXPECT_EQ(failure.fault(), device::Fault::timed_out);
    }
    const int writer = open(file("never").c_str(), O_WRONLY | O_NONBLOCK);
    if (writer < 0) return;  // nobody reads it
    // One that was killed a moment ago may still be on its way out.
    pollfd last_reader{writer, 0, 0};
    EXPECT_EQ(poll(&last_reader, 1, 20'000), 1) << "somebody still reads it";
    EXPECT_TRUE(last_reader.revents & POLLERR);
    close(writer);
}

}  // namespace
}  // namespace bt::execute::external_test
