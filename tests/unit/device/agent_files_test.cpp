#include <elf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>

#include "bt/device/deploy.hpp"
#include "support/temporary_folder.hpp"

namespace bt::device {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
namespace fs = std::filesystem;

class AgentFiles : public ::testing::Test {
protected:
    fs::path program(const std::string& name, Elf64_Half machine) const {
        Elf64_Ehdr header{};
        std::memcpy(header.e_ident, ELFMAG, SELFMAG);
        header.e_machine = machine;
        test::write_text(folder / name, {reinterpret_cast<const char*>(&header), sizeof header});
        return folder / name;
    }
    AgentPlaces places() const { return {folder / "bin/runner", folder / "share", folder / "builds"}; }

    test::TemporaryFolder folder;
};

TEST_F(AgentFiles, OfferThisMachinesOwnBesideTheRunner) {
    const fs::path own = program("bin/bt-agent", EM_X86_64);
    EXPECT_THAT(agents_for({"linux", "x86_64"}, places()), ElementsAre(own));
    EXPECT_THAT(agents_for({"linux", "aarch64"}, places()), IsEmpty()) << "a file for another processor";
}

TEST_F(AgentFiles, OfferAgentsThatCanOpenVulkanBeforeStaticOnes) {
    const fs::path fixed = program("share/agents/linux-aarch64-static/bt-agent", EM_AARCH64);
    const fs::path full = program("builds/linux-arm64/bin/bt-agent", EM_AARCH64);
    EXPECT_THAT(agents_for({"linux", "aarch64"}, places()), ElementsAre(full, fixed));
}

TEST_F(AgentFiles, OfferAPhoneTheStaticOneBeforeThoseThatWantLinuxLibraries) {
    const fs::path full = program("builds/linux-arm64/bin/bt-agent", EM_AARCH64);
    const fs::path fixed = program("builds/linux-arm64-static/bin/bt-agent", EM_AARCH64);
    EXPECT_THAT(agents_for({"android", "aarch64"}, places()), ElementsAre(fixed, full));
}

TEST_F(AgentFiles, OfferNothingThatIsNoProgram) {
    test::write_text(folder / "bin/bt-agent", "#!/bin/sh\n");
    EXPECT_THAT(agents_for({"linux", "x86_64"}, places()), IsEmpty());
}

}  // namespace
}  // namespace bt::device
