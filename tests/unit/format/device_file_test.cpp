#include "bt/format/device_file.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "unit/format/json_fault.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::device_file_test {
namespace {

using testing::HasSubstr;

std::string sample() { return page_sample("docs/formats/devices.md", "device", "json"); }
std::string fault_with(const std::string& from, const std::string& to) {
    return fault_from([&] { read_device_file(with(sample(), from, to), "d.json"); });
}

TEST(DeviceFile, ReadsWhatThePageShows) {
    const DeviceFile device = read_device_file(sample(), "d.json");
    EXPECT_EQ(device.id.str(), "3A021JEHN02756");
    EXPECT_EQ(device.transport, Transport::adb);
    ASSERT_EQ(device.pus.size(), 4U);
    EXPECT_EQ(device.pus[1], (Pu{PuName("medium"), {4, 5}}));
    EXPECT_TRUE(device.pus[3].cores.empty());
    EXPECT_EQ(device.by_default, ByDefault::yes);
    EXPECT_EQ(read_device_file(render(device), "d.json"), device);
}

TEST(DeviceFile, MeansTheIdWhereItSaysNoAddress) {
    const DeviceFile phone = read_device_file(page_sample("docs/formats/devices.md", "behind-ssh", "json"), "d.json");
    EXPECT_EQ(phone.address, "9b034f1b");
    EXPECT_EQ(phone.adb_host, "lab@rack-3");
    EXPECT_EQ(phone.by_default, ByDefault::no);
    EXPECT_EQ(read_device_file(render(phone), "d.json"), phone);

    const std::string emulated = R"({"kind": "device", "version": 1, "id": "e", "transport": "emulated"})";
    EXPECT_THAT(fault_from([&] { read_device_file(emulated, "d.json"); }), HasSubstr("expected the key 'address'"));
    const std::string local = R"({"kind": "device", "version": 1, "id": "l", "transport": "local"})";
    EXPECT_EQ(read_device_file(local, "d.json").address, "");
}

TEST(DeviceFile, RefusesAddressesThatAProgramWouldTakeForAFlag) {
    EXPECT_THAT(fault_with("\"address\": \"3A021JEHN02756\"", "\"address\": \"-oProxyCommand=x\""),
                HasSubstr("d.json:6:14: expected an address"));
    EXPECT_THAT(fault_with("\"address\": \"3A021JEHN02756\"", "\"address\": \"a\\nb\""),
                HasSubstr("found the string 'a\\x0ab'"));
    EXPECT_THAT(fault_with("\"id\": \"3A021JEHN02756\"", "\"id\": \"-s\""),
                HasSubstr("expected a device id, found '-s'"));
    EXPECT_THAT(fault_with("\"transport\": \"adb\"", "\"transport\": \"local\""),
                HasSubstr("no address on a device of transport local"));
    EXPECT_THAT(fault_with("\"transport\": \"adb\"", "\"transport\": \"ssh\", \"adb_host\": \"h\""),
                HasSubstr("of transport adb only"));
    EXPECT_THAT(fault_with("\"transport\": \"adb\"", "\"transport\": \"usb\""),
                HasSubstr("expected a transport: local, adb, ssh or emulated"));
}

TEST(DeviceFile, RefusesPusThatShareANameOrACore) {
    EXPECT_THAT(fault_with("[4, 5]", "[3, 5]"), HasSubstr("expected a core that no PU before has, found 3"));
    EXPECT_THAT(fault_with("\"medium\"", "\"little\""), HasSubstr("expected each PU once"));
    EXPECT_THAT(fault_with(", \"cores\": [4, 5]", ""), HasSubstr("expected the cores of medium, found none"));
    EXPECT_THAT(fault_with("{\"name\": \"vulkan\"}", "{\"name\": \"vulkan\", \"cores\": [9]}"),
                HasSubstr("no cores on a GPU"));
    EXPECT_THAT(fault_with("[4, 5]", "[]"), HasSubstr("one core or more"));
    EXPECT_THAT(fault_with("[4, 5]", "[4, 5000]"), HasSubstr("a whole number from 0 to 4095, found 5000"));
}

TEST(DeviceFile, NamesKindAndVersionWhenItIsAnother) {
    EXPECT_THAT(fault_with("\"kind\": \"device\"", "\"kind\": \"soc-model\""),
                HasSubstr("expected device version 1, found the string 'soc-model'"));
    EXPECT_THAT(fault_with("\"version\": 1", "\"version\": \"1\""),
                HasSubstr("expected device version 1, found version the string '1'"));
}

}  // namespace
}  // namespace bt::format::device_file_test
