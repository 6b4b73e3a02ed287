// The profiles that come with the program are of the devices and applications that their paths say, and go together.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "bt/format/device_file.hpp"
#include "bt/format/profile.hpp"
#include "format/json_cursor.hpp"
#include "unit/format/page_sample.hpp"

namespace bt::format::shipped_profiles_test {
namespace {

namespace fs = std::filesystem;

const std::string data = std::string(BT_SOURCE_DIR) + "/data";

Profile shipped(const fs::path& file) { return read_profile(file_text(file.string()), file.string()); }

TEST(ShippedProfiles, AreOfTheDeviceAndApplicationThatTheirPathsSay) {
    std::size_t seen = 0;
    for (const auto& entry : fs::recursive_directory_iterator(data + "/profiles")) {
        if (!entry.is_regular_file()) continue;
        const Profile profile = shipped(entry.path());
        EXPECT_EQ(file_name_part(profile.device), entry.path().parent_path().filename()) << entry.path();
        ASSERT_EQ(profile.apps.size(), 1U) << entry.path();
        EXPECT_EQ(profile.apps[0].app.str(), entry.path().stem()) << entry.path();
        EXPECT_NE(profile.source, "") << "published figures have a source: " << entry.path();
        ++seen;
    }
    EXPECT_GE(seen, 4U);
}

TEST(ShippedProfiles, OfADeviceMakeOneProblem) {
    std::vector<Profile> profiles;
    std::vector<std::string> files;
    for (const auto& entry : fs::directory_iterator(data + "/profiles/xavier")) {
        profiles.push_back(shipped(entry.path()));
        files.push_back(entry.path().string());
    }
    EXPECT_EQ(join(profiles, files).apps.size(), profiles.size());
}

TEST(ShippedProfiles, NameThePusOfTheDevicesFile) {
    const std::string file = data + "/devices/xavier.json";
    const DeviceFile device = read_device_file(file_text(file), file);
    const Profile profile = shipped(data + "/profiles/xavier/googlenet.json");
    for (const PuName& pu : profile.pus) {
        EXPECT_TRUE(std::any_of(device.pus.begin(), device.pus.end(), [&](const Pu& each) { return each.name == pu; }))
            << pu.str();
    }
}

// What was typed is what was published.
class PublishedPairs : public testing::Test {
protected:
    void SetUp() override {
        const char* reference = std::getenv("BT_REFERENCE");
        if (reference == nullptr) GTEST_SKIP() << "BT_REFERENCE is not set: nothing to compare with";
        text_ = file_text(std::string(reference) + "/data/concurrent/schedule_oracles.json");
    }

    static void expect_same(const Profile& profile, const JsonCursor& published) {
        const ProfiledApp& app = profile.apps.at(0);
        const auto gpu = published.at("gpu_ms").items(100);
        const auto dla = published.at("dla_ms").items(100);
        ASSERT_EQ(app.groups.size(), gpu.size());
        for (std::size_t i = 0; i < gpu.size(); ++i) {
            EXPECT_EQ(app.groups[i].times.at(PuName("cuda")).count(), gpu[i].positive());
            EXPECT_EQ(app.groups[i].times.at(PuName("dla")).count(), dla[i].positive());
        }
        const auto to_dla = published.at("trans_gpu_to_dla").items(100);
        const auto to_gpu = published.at("trans_dla_to_gpu").items(100);
        ASSERT_EQ(app.switches.size(), 2 * (gpu.size() - 1));
        for (const SwitchDelay& each : app.switches) {
            const auto& list = each.to == PuName("dla") ? to_dla : to_gpu;
            EXPECT_EQ(each.delay.count(), list.at(each.after).positive());
        }
    }

    std::string text_;
};

TEST_F(PublishedPairs, StandInTheProfiles) {
    const JsonDocument document(text_, "schedule_oracles.json");
    std::map<std::string, JsonCursor> instances;
    for (const JsonCursor& each : document.root().at("instances").items(100)) {
        instances.emplace(each.at("id").string(), each);
    }
    const auto profile = [](const char* app) { return shipped(data + "/profiles/xavier/" + app + ".json"); };
    expect_same(profile("googlenet"), instances.at("googlenet+alexnet").at("dnn1"));
    expect_same(profile("alexnet"), instances.at("googlenet+alexnet").at("dnn2"));
    expect_same(profile("resnet101"), instances.at("googlenet+resnet101").at("dnn2"));
    expect_same(profile("googlenet-measured"), instances.at("googlenet_clean_x2").at("dnn1"));
}

TEST(ShippedProfiles, NameGroupsByTheirLayersOrNotAtAll) {
    for (const char* app : {"googlenet", "alexnet", "resnet101", "googlenet-measured"}) {
        const Profile profile = shipped(data + "/profiles/xavier/" + app + ".json");
        for (const ProfiledGroup& group : profile.apps.at(0).groups) {
            EXPECT_TRUE(group.name.empty() || group.name.starts_with("layers ")) << app << ": " << group.name;
        }
    }
}

}  // namespace
}  // namespace bt::format::shipped_profiles_test
