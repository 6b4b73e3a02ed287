// Profiles of several applications, each measured on its own, become one problem's.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/format/profile.hpp"
#include "unit/format/json_fault.hpp"

namespace bt::format::profile_join_test {
namespace {

using testing::HasSubstr;

Profile of(const std::string& app, double ms = 1) {
    const PuName big("big");
    ProfiledGroup group{.name = {},
                        .stages = {.first = Stage::from_number(1), .last = Stage::from_number(7)},
                        .times = {{big, Milliseconds(ms)}},
                        .fixed = {},
                        .demand_gbps = {},
                        .slowdown = {}};
    return {.device = DeviceId("board"),
            .backend = Backend::cpu,
            .source = "by hand",
            .pus = {big, PuName("little")},
            .apps = {{.app = AppName(app), .params = {}, .groups = {group}, .switches = {}}},
            .contention = {}};
}

std::string fault_of(const Profile& a, const Profile& b) {
    return fault_from([&] { join({a, b}, {"a.json", "b.json"}); });
}

TEST(JoinedProfiles, HoldTheApplicationsOfAll) {
    Profile with_pairs = of("octree");
    with_pairs.contention.pairs[PuName("big")][PuName("little")] = 1.5;
    with_pairs.source = "benchmark";
    const Profile joint = join({of("tree"), with_pairs, of("bush")}, {"a", "b", "c"});
    ASSERT_EQ(joint.apps.size(), 3U);
    EXPECT_EQ(joint.apps[1].app, AppName("octree"));
    EXPECT_EQ(joint.contention, with_pairs.contention) << "the device's, whoever holds it";
    EXPECT_EQ(joint.source, "by hand; benchmark");
}

TEST(JoinedProfiles, HoldAnApplicationOnceThatSeveralSayTheSameOf) {
    EXPECT_EQ(join({of("tree"), of("tree")}, {"a", "b"}).apps.size(), 1U);
    EXPECT_THAT(fault_of(of("tree"), of("tree", 2)), HasSubstr("'a.json' has one tree, 'b.json' has another"));
}

TEST(JoinedProfiles, AreOfOneDeviceBackendAndSetOfPus) {
    Profile other = of("octree");
    other.device = DeviceId("phone");
    EXPECT_EQ(fault_of(of("tree"), other),
              "profiles do not go together: 'a.json' is of device board, 'b.json' of phone");
    other = of("octree");
    other.backend = Backend::vk;
    EXPECT_THAT(fault_of(of("tree"), other), HasSubstr("'a.json' is of backend cpu, 'b.json' of vk"));
    other = of("octree");
    other.pus.pop_back();
    EXPECT_THAT(fault_of(of("tree"), other), HasSubstr("'a.json' is of PUs big little, 'b.json' of big"));
}

TEST(JoinedProfiles, KnowContentionOneWayOnly) {
    Profile a = of("tree");
    Profile b = of("octree");
    a.contention.pairs[PuName("big")][PuName("little")] = 1.5;
    b.contention.pairs[PuName("big")][PuName("little")] = 1.25;
    EXPECT_THAT(fault_of(a, b), HasSubstr("'a.json' holds factors of PU pairs, 'b.json' holds others"));
    b.contention = {};
    b.contention.pccs[PuName("big")] = {.normal_bw = 1, .intensive_bw = 2};
    EXPECT_EQ(join({a, b}, {"a", "b"}).contention.pccs.size(), 1U) << "two kinds can stand beside each other";
}

TEST(JoinedProfiles, AreOneAtLeast) {
    EXPECT_EQ(join({of("tree")}, {"a"}), of("tree"));
    EXPECT_THAT(fault_from([] { join({}, {}); }), HasSubstr("no profile"));
}

}  // namespace
}  // namespace bt::format::profile_join_test
