// runner server as a person types it.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <cstdlib>

#include "e2e/runner_program.hpp"
#include "e2e/started_server.hpp"
#include "support/temporary_folder.hpp"
#include "unit/serve/http_client.hpp"

namespace bt::e2e::server_test {
namespace {

using ::testing::HasSubstr;

class ServerCommand : public ::testing::Test {
protected:
    void SetUp() override {
        std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
        setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
        test::write_text(store / "2026-03-31/schedules/phone_tree_vk_schedules.json", "[]\n");
    }

    test::TemporaryFolder folder;
    std::filesystem::path store = folder / "store";
};

TEST_F(ServerCommand, ServesUntilItIsTold) {
    StartedServer server(store.string());
    EXPECT_EQ(serve::ask(server.port(), "/schedules/phone_tree_vk_schedules.json").body, "[]\n");
    EXPECT_THAT(serve::ask(server.port(), "/health").body, HasSubstr(store.string()));
    const auto ended = server.end();
    EXPECT_EQ(ended.end, system::ChildEnd::cancelled);
    EXPECT_NE(ended.signal, SIGKILL) << "it ended by itself";
    EXPECT_TRUE(std::filesystem::is_empty(folder / "better-together")) << "nothing says that it is still there";
}

TEST_F(ServerCommand, NamesWhoHasItsPort) {
    StartedServer server(store.string());
    const auto second = runner({"server", "--port", std::to_string(server.port()), "--data", (folder / "b").string()});
    EXPECT_EQ(second.status, 1);
    EXPECT_EQ(second.out, "");
    EXPECT_THAT(second.err, HasSubstr("port " + std::to_string(server.port()) + " is taken"));
    EXPECT_THAT(second.err, HasSubstr(store.string()));
}

TEST_F(ServerCommand, RefusesAddressesAndPortsThatAreNone) {
    EXPECT_EQ(runner({"server", "--port", "70000"}).status, 2);
    EXPECT_EQ(runner({"server", "--port", "0", "--bind", "somewhere"}).status, 2);
}

}  // namespace
}  // namespace bt::e2e::server_test
