#include "bt/device/registry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/device/standing.hpp"
#include "support/temporary_folder.hpp"

namespace bt::device {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* small_model = R"({"kind":"soc-model","version":1,"name":"tiny",
  "pus":[{"name":"big","class":"cpu","cores":[0]}],"apps":{"tree":{"stages":[{"big":1.0}]}}})";

class TheRegistry : public ::testing::Test {
protected:
    fs::path write(const std::string& name, const std::string& text) const {
        test::write_text(folder / name, text);
        return folder / name;
    }
    fs::path device_file(const std::string& name, const std::string& id, const std::string& rest) const {
        return write(name, R"({"kind":"device","version":1,"id":")" + id + "\"," + rest + "}");
    }
    Registry registry() const { return Registry({device_files, soc_files, folder / "cache", folder / "ssh_config"}); }

    test::TemporaryFolder folder;
    std::vector<fs::path> device_files;
    std::vector<fs::path> soc_files;
};

TEST_F(TheRegistry, NeverChoosesBetweenTwoFilesThatNameTheirDevicesAlike) {
    device_files = {device_file("own/a.json", "twin", R"("transport":"ssh","address":"10.0.0.2")"),
                    device_file("own/b.json", "twin", R"("transport":"ssh","address":"10.0.0.3")")};
    EXPECT_TRUE(registry().entries().empty());
    EXPECT_THAT(registry().not_read(), ElementsAre(HasSubstr("both describe device twin")));
    try {
        registry().resolve("twin");
        FAIL() << "one of them was chosen";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        EXPECT_THAT(error.failed(), HasSubstr("b.json"));
    }
}

TEST_F(TheRegistry, TakesThePersonsFileBeforeTheOneThatCameWithTheProgram) {
    device_files = {device_file("own/board.json", "board", R"("transport":"ssh","address":"10.0.0.2")"),
                    device_file("shipped/b.json", "board", R"("transport":"ssh","address":"board.example")")};
    ASSERT_EQ(registry().entries().size(), 1U);
    EXPECT_EQ(registry().resolve("board").device.address, "10.0.0.2");
}

TEST_F(TheRegistry, PassesOverAFileThatIsNotWholeAndSaysWhy) {
    device_files = {write("bad.json", "{\"kind\":\"device\""),
                    device_file("local.json", "local", R"("transport":"local")")};
    const Registry found = registry();
    EXPECT_EQ(found.entries().size(), 1U);
    EXPECT_THAT(found.not_read(), ElementsAre(HasSubstr("bad.json")));
}

TEST_F(TheRegistry, TurnsTheNamesOfEmulatedDevicesIntoModels) {
    soc_files = {write("socs/tiny.json", small_model)};
    const Registry found = registry();
    const Entry named = found.resolve("emulated:tiny");
    EXPECT_EQ(named.device.id.str(), "emulated-tiny");
    EXPECT_EQ(found.soc_model(named), soc_files.front());
    EXPECT_EQ(found.soc_model(found.resolve("emulated-tiny")), soc_files.front()) << "as tables call it";

    const fs::path own = write("mine.json", small_model);
    EXPECT_EQ(id_of("emulated:tiny"), named.device.id);
    EXPECT_EQ(id_of("emulated-tiny"), named.device.id);
    const Entry by_file = found.resolve("emulated:" + own.string());
    EXPECT_EQ(by_file.device.id.str(), "emulated-tiny") << "the name in the file";
    EXPECT_EQ(found.soc_model(by_file), own);
}

TEST_F(TheRegistry, AnEmulatedDeviceTellsItsProgramsOfTheModelAndHasALockOfItsOwn) {
    soc_files = {write("socs/tiny.json", small_model)};
    const auto device = registry().open("emulated:tiny");
    const Outcome outcome = device->execute({{"sh", "-c", "echo $BT_SOC $BT_AGENT_LOCK"}});
    EXPECT_EQ(outcome.out, soc_files.front().string() + " " + device->work_folder() + "/agent.lock\n");
}

TEST_F(TheRegistry, AnUnknownModelIsAFailureThatSuggestsTheNearestOne) {
    soc_files = {write("socs/tiny.json", small_model)};
    try {
        registry().open("emulated:tinny");
        FAIL();
    } catch (const Failure& failure) {
        EXPECT_EQ(failure.code(), ExitCode::device);
        EXPECT_THAT(failure.advice(), HasSubstr("'tiny'"));
    }
}

TEST_F(TheRegistry, ReachesHostsOfTheSshConfigurationByName) {
    write("ssh_config", "Include more/*.conf\nHost board\n");
    write("more/lab.conf", "Host rack-3\n  HostName 10.0.0.3\n");
    const Registry found = registry();
    EXPECT_THAT(found.ssh_hosts(), ElementsAre("board", "rack-3"));
    EXPECT_EQ(found.resolve("rack-3").device.transport, format::Transport::ssh);
    EXPECT_EQ(found.resolve("lab@elsewhere").device.address, "lab@elsewhere");
    EXPECT_TRUE(found.entries().empty()) << "hosts are not devices until somebody asks for them";
}

TEST_F(TheRegistry, RefusesIdsThatProgramsWouldTakeForFlags) {
    EXPECT_THROW(registry().resolve("-oProxyCommand=x"), Error);
}

TEST_F(TheRegistry, ALocalDeviceWorksInAFolderThatOthersCannotRead) {
    const auto device = registry().open("local");
    device->execute({{"true"}});
    const auto mode = fs::status(device->work_folder()).permissions();
    EXPECT_EQ(mode & fs::perms::all, fs::perms::owner_all);
}

TEST_F(TheRegistry, ADeviceWhoseModelIsBrokenIsNotReady) {
    device_files = {device_file("e.json", "emulated", R"("transport":"emulated","address":"broken.json")")};
    write("broken.json", "{}");
    const Registry found = registry();
    const Standing standing = look_at(found, found.resolve("emulated"));
    EXPECT_EQ(standing.state, "no model");
    EXPECT_THAT(standing.why, HasSubstr("broken.json"));
}

TEST_F(TheRegistry, AStopEndsWhatADeviceIsDoing) {
    system::Cancellation stop;
    const Registry found({{}, {}, folder / "cache", {}}, &stop);
    const auto device = found.open("local");
    ExecuteOptions options;
    options.on_out_line = [&](std::string_view) { stop.request(ExitCode::terminated); };
    try {
        device->execute({{"sh", "-c", "echo here; exec sleep 300"}}, options);
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::terminated);
    }
    EXPECT_TRUE(device->execute({{"true"}}, {.cleanup = Cleanup::yes}).succeeded())
        << "what must be put in order still runs";
}

}  // namespace
}  // namespace bt::device
