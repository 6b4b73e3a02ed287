#include <elf.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "bt/format/bench_log.hpp"
#include "support/temporary_folder.hpp"

// The static agent for arm64, on this machine through qemu-user. scripts/agents builds it before (BT_ARM64_AGENT).
namespace bt::agent::test::arm64_test {
namespace {

struct Ended {
    int code;
    std::string out;
};

class Arm64Agent : public ::testing::Test {
protected:
    void SetUp() override {
        if (::access(BT_ARM64_AGENT, X_OK) != 0) GTEST_SKIP() << "not built (scripts/agents): " << BT_ARM64_AGENT;
        if (std::system("command -v qemu-aarch64-static > /dev/null") != 0) {
            GTEST_SKIP() << "qemu-aarch64-static is missing (Debian: qemu-user-static)";
        }
    }

    Ended agent(const std::string& arguments, const std::string& environment = "") const {
        const std::string lock = (folder_.path() / "lock").string();
        const std::string command = "BT_AGENT_LOCK=" + lock + " " + environment + " qemu-aarch64-static " +
                                    BT_ARM64_AGENT + " " + arguments + " 2>/dev/null";
        std::FILE* pipe = ::popen(command.c_str(), "r");
        std::string out;
        char bytes[4096];
        while (const std::size_t size = std::fread(bytes, 1, sizeof bytes, pipe)) out.append(bytes, size);
        const int status = ::pclose(pipe);
        return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, out};
    }

    bt::test::TemporaryFolder folder_;
};

TEST_F(Arm64Agent, LooksForNoLibraryOnTheDevice) {
    std::ifstream file(BT_ARM64_AGENT, std::ios::binary);
    Elf64_Ehdr head{};
    file.read(reinterpret_cast<char*>(&head), sizeof head);
    ASSERT_EQ(head.e_machine, EM_AARCH64);
    std::vector<Elf64_Phdr> segments(head.e_phnum);
    file.seekg(static_cast<std::streamoff>(head.e_phoff));
    file.read(reinterpret_cast<char*>(segments.data()),
              static_cast<std::streamsize>(segments.size() * sizeof(Elf64_Phdr)));
    ASSERT_TRUE(file);
    for (const Elf64_Phdr& segment : segments) {
        EXPECT_NE(segment.p_type, static_cast<Elf64_Word>(PT_INTERP)) << "it wants a loader";
        EXPECT_NE(segment.p_type, static_cast<Elf64_Word>(PT_DYNAMIC)) << "it wants libraries";
    }
}

TEST_F(Arm64Agent, DescribesTheMachine) {
    const Ended ended = agent("info");
    EXPECT_EQ(ended.code, 0);
    EXPECT_NE(ended.out.find("aarch64"), std::string::npos) << ended.out;
}

TEST_F(Arm64Agent, AgreesWithTheReferenceAndFindsAStageThatDoesNotRun) {
    const std::string verify = "verify --app tree --backend cpu --param points=2000 --tasks 2";
    const Ended right = agent(verify);
    EXPECT_EQ(right.code, 0) << right.out;
    EXPECT_NE(right.out.find("Output=ok"), std::string::npos);
    const Ended wrong = agent(verify, "BT_TEST_SKIP_STAGE=2");
    EXPECT_EQ(wrong.code, 5) << wrong.out;
    EXPECT_NE(wrong.out.find("Output=wrong"), std::string::npos);
}

TEST_F(Arm64Agent, MeasuresCells) {
    const Ended ended =
        agent("bench --app tree --backend cpu --param points=2000 --seconds 0.02 --stages 1 --conditions normal fully");
    ASSERT_EQ(ended.code, 0);
    const format::BenchLog log = format::read_bench_log(ended.out, "log");
    EXPECT_EQ(log.complete, format::Completeness::yes);
    EXPECT_FALSE(log.cells.empty());
}

TEST_F(Arm64Agent, SaysThatItHasNoVulkan) {
    const Ended ended = agent("verify --app tree --backend vk");
    EXPECT_EQ(ended.code, 3);
    EXPECT_EQ(ended.out, "");
}

}  // namespace
}  // namespace bt::agent::test::arm64_test
