#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/resource.h>

#include <chrono>
#include <memory>
#include <random>
#include <vector>

#include "unit/serve/served_store.hpp"

namespace bt::serve {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(AServerOfTheStore, NeverLeavesIt) {
    const ServedStore served;
    std::filesystem::create_symlink(served.folder / "secret.txt", served.store / "2026-03-31/tree/phone_link.csv");
    std::filesystem::create_directory_symlink(served.folder.path(), served.store / "2026-03-31/out");
    test::write_text(served.store / "2026-03-31/.hidden", "secret\n");
    test::write_text(served.store / "devices/phone.json", "secret\n");
    for (const char* path :
         {"/files/../secret.txt", "/files/2026-03-31/../../secret.txt", "/files/2026-03-31/%2e%2e/%2e%2e/secret.txt",
          "/files//etc/passwd", "/files/2026-03-31//etc/passwd", "/files/2026-03-31/tree/phone_link.csv",
          "/files/2026-03-31/out/secret.txt", "/files/2026-03-31/.hidden", "/files/2026-03-31/tree", "/files/",
          "/files/2026-03-31", "/files/devices/phone.json", "/schedules/../../secret.txt",
          "/schedules/..%2f..%2fsecret.txt", "/schedules/", "/../secret.txt", "/%2e%2e/secret.txt",
          "/..%2f..%2f..%2fsecret.txt/tree/vk/schedules.json", "//secret.txt"}) {
        const Reply reply = ask(served.port(), path);
        EXPECT_EQ(reply.status, 404) << path;
        EXPECT_THAT(reply.body, Not(HasSubstr("secret\n"))) << path;
    }
}

TEST(AServerOfTheStore, IsOnlyRead) {
    const ServedStore served;
    for (const char* method : {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get"}) {
        EXPECT_EQ(ask(served.port(), "/phone/tree/vk/schedules.json", "", method).status, 405) << method;
    }
    EXPECT_EQ(ask(served.port(), "/phone/tree/vk/schedules.json").body, served.content);
}

TEST(AServerOfTheStore, RefusesRequestsMadeForAnotherName) {
    const ServedStore served;
    for (const char* host : {"evil.example", "evil.example:80", "127.0.0.1.evil.example", ""}) {
        EXPECT_EQ(ask(served.port(), "/", "", "GET", host).status, 403) << host;
    }
    for (const char* host : {"localhost", "localhost:8080", "127.0.0.1:1", "[::1]:8080"}) {
        EXPECT_EQ(ask(served.port(), "/health", "", "GET", host).status, 200) << host;
    }
}

TEST(AServerOfTheStore, SurvivesWhateverIsSentToIt) {
    const ServedStore served;
    std::mt19937 random(7);
    for (int i = 0; i < 200; ++i) {
        std::string bytes(random() % 3000, '\0');
        for (char& c : bytes) c = static_cast<char>(random());
        const RawClient client(served.port());
        client.send(bytes + "\r\n\r\n");
    }
    for (const std::string& head :
         {std::string("GET / HTTP/1.1\r\nRange: bytes=") + std::string(8000, '1') + "-\r\n\r\n",
          "GET /" + std::string(16000, 'a') + " HTTP/1.1\r\n\r\n", std::string("\r\n\r\n\r\n\r\n")}) {
        const RawClient client(served.port());
        client.send(head);
    }
    EXPECT_EQ(ask(served.port(), "/" + std::string(17'000, 'a')).status, 431) << "also where all of it came at once";
    const RawClient endless(served.port());
    endless.send(std::string(100'000, 'x'));
    EXPECT_EQ(parsed(endless.receive_all()).status, 431);
    EXPECT_EQ(ask(served.port(), "/phone/tree/vk/schedules.json").body, served.content);
}

TEST(AServerOfTheStore, AnswersANewClientWhileAThousandOthersDawdle) {
    rlimit files{};
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    if (files.rlim_cur < 2200) GTEST_SKIP() << "this process may open only " << files.rlim_cur << " files";
    const ServedStore served;
    std::vector<std::unique_ptr<RawClient>> slow;
    for (int i = 0; i < 1000; ++i) {
        slow.push_back(std::make_unique<RawClient>(served.port()));
        ASSERT_TRUE(slow.back()->connected()) << i;
        if (i % 2 == 0) slow.back()->send("GET / HT");
    }
    EXPECT_EQ(ask(served.port(), "/phone/tree/vk/schedules.json").body, served.content);
    // None of them was given up for it: each still gets its answer.
    for (int i = 0; i < 1000; i += 2) {
        slow[static_cast<std::size_t>(i)]->send("TP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    }
    EXPECT_EQ(parsed(slow[0]->receive_all()).status, 200);
    EXPECT_EQ(parsed(slow[998]->receive_all()).status, 200);
}

TEST(AServerOfTheStore, EndsWhileClientsAreInTheMiddleOfSomething) {
    auto served = std::make_unique<ServedStore>();
    test::write_text(served->store / "2026-03-31/tree/large.csv", std::string(std::size_t{64} << 20U, 'x'));
    const RawClient idle(served->port());
    const RawClient half(served->port());
    half.send("GET / HTTP");
    const RawClient deaf(served->port());
    deaf.send("GET /files/2026-03-31/tree/large.csv HTTP/1.1\r\nHost: localhost\r\n\r\n");
    served.reset();
    EXPECT_EQ(idle.receive_all(), "");
    EXPECT_LT(deaf.receive_all().size(), std::size_t{64} << 20U) << "it would have waited for the whole answer";
}

}  // namespace
}  // namespace bt::serve
