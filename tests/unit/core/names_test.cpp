#include "bt/core/names.hpp"

#include <gtest/gtest.h>

#include <set>

#include "bt/core/active_set.hpp"
#include "bt/core/chain_names.hpp"
#include "bt/core/error.hpp"
#include "bt/core/params.hpp"
#include "bt/core/pu.hpp"

namespace bt {
namespace {

TEST(AppName, TakesLowerCaseLettersDigitsDashesAndSeveralAtOnce) {
    EXPECT_EQ(AppName("tree").str(), "tree");
    EXPECT_EQ(AppName("cifar-dense").str(), "cifar-dense");
    EXPECT_EQ(AppName("cifar-dense+tree").str(), "cifar-dense+tree");
}

TEST(AppName, RefusesWhatCouldNotBeAFolderOfTheStore) {
    for (const char* bad : {"", "Tree", "1tree", "-tree", "tree+", "+tree", "a++b", "a/b", "..", "schedules", "results",
                            "devices", "socs", "tree+socs", "a b"}) {
        EXPECT_THROW(AppName{bad}, Error) << bad;
    }
}

TEST(DeviceId, RefusesOptionsAndControlCharacters) {
    EXPECT_THROW(DeviceId{""}, Error);
    EXPECT_THROW(DeviceId{"-s"}, Error);
    EXPECT_THROW(DeviceId{"a\nb"}, Error);
    EXPECT_THROW(DeviceId{std::string(101, 'a')}, Error);
    EXPECT_NO_THROW(DeviceId{"192.168.1.4:5555"});
}

TEST(DeviceId, BecomesAFileNameThatNoOtherIdShares) {
    EXPECT_EQ(file_name_part(DeviceId("3A021JEHN02756")), "3A021JEHN02756");
    EXPECT_EQ(file_name_part(DeviceId("192.168.1.4:5555")), "192.168.1.4%3A5555");
    EXPECT_EQ(file_name_part(DeviceId("..")), "%2E.");
    EXPECT_EQ(file_name_part(DeviceId("a/b_c")), "a%2Fb%5Fc");
    std::set<std::string> names;
    for (int byte = 0x20; byte < 0x100; ++byte) {
        if (byte == 0x7f) continue;
        names.insert(file_name_part(DeviceId(std::string("x") + static_cast<char>(byte))));
    }
    EXPECT_EQ(names.size(), 0x100U - 0x20U - 1U);
}

TEST(Backend, ReadsWhatItPrints) {
    for (const Backend backend : {Backend::cpu, Backend::vk, Backend::cu}) {
        EXPECT_EQ(parse_backend(to_string(backend)), backend);
    }
    EXPECT_THROW(parse_backend("opencl"), Error);
}

TEST(Pu, ClustersAreNamedFromFastestToSlowest) {
    const auto names = [](std::size_t n) {
        std::string text;
        for (const PuName& pu : cluster_names(n)) text += pu.str() + " ";
        return text;
    };
    EXPECT_EQ(names(1), "big ");
    EXPECT_EQ(names(2), "big little ");
    EXPECT_EQ(names(3), "big medium little ");
    EXPECT_EQ(names(4), "prime big medium little ");
    EXPECT_THROW(cluster_names(5), Error);
}

TEST(Pu, GpusShareOneLetterAndOneCoreType) {
    EXPECT_EQ(core_type(PuName("vulkan")), "GPU");
    EXPECT_EQ(core_type(PuName("cuda")), "GPU");
    EXPECT_EQ(core_type(PuName("npu")), "npu");
    EXPECT_EQ(uid_letter(PuName("vulkan")), 'G');
    EXPECT_EQ(uid_letter(PuName("dla")), 'D');
    EXPECT_EQ(uid_letter(PuName("npu")), 'X');
}

const std::vector<PuName> phone{PuName("little"), PuName("medium"), PuName("big"), PuName("vulkan")};

TEST(ActiveSet, StandsInTheDevicesOrderWhateverOrderWasTyped) {
    const std::vector<PuName> typed{PuName("vulkan"), PuName("little")};
    EXPECT_EQ(ActiveSet(typed, phone).str(), "little+vulkan");
    EXPECT_EQ(ActiveSet::parse("little+vulkan"), ActiveSet(typed, phone));
}

TEST(ActiveSet, RefusesUnknownAndRepeatedPus) {
    EXPECT_THROW(ActiveSet(std::vector{PuName("npu")}, phone), Error);
    EXPECT_THROW(ActiveSet(std::vector{PuName("big"), PuName("big")}, phone), Error);
    EXPECT_THROW(ActiveSet::parse("big+big"), Error);
    EXPECT_THROW(ActiveSet::parse("big+"), Error);
}

TEST(ActiveSet, ListsEverySetOnceSmallestFirst) {
    const auto sets = all_sets(phone, 2);
    ASSERT_EQ(sets.size(), 11U);
    EXPECT_EQ(sets.front().str(), "little+medium");
    EXPECT_EQ(sets.back().str(), "little+medium+big+vulkan");
}

TEST(Params, AreNameEqualsValue) {
    EXPECT_EQ(parse_param("batch=128"), (std::pair<std::string, std::string>{"batch", "128"}));
    for (const char* bad : {"batch", "=1", "batch=", "Batch=1"}) EXPECT_THROW(parse_param(bad), Error) << bad;
    EXPECT_EQ(to_string(Params{{"density", "0.1"}, {"batch", "128"}}), "batch=128 density=0.1");
}

TEST(ChainNames, TellTwoOfOneApplicationApart) {
    const std::vector<AppName> apps{AppName("tree"), AppName("cifar-dense"), AppName("tree")};
    EXPECT_EQ(chain_names(apps), (std::vector<std::string>{"tree#1", "cifar-dense", "tree#2"}));
    EXPECT_EQ(chain_names(std::span(apps).first(2)), (std::vector<std::string>{"tree", "cifar-dense"}));
}

}  // namespace
}  // namespace bt
