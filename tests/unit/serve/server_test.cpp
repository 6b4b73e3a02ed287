#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "bt/core/error.hpp"
#include "bt/core/sha256.hpp"
#include "unit/serve/served_store.hpp"

namespace bt::serve {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST(Server, AnswersWithTheSchedulesOfTheNewestDay) {
    const ServedStore served;
    const Reply reply = ask(served.port(), "/schedules/phone_tree_vk_schedules.json");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, served.content);
    EXPECT_EQ(field(reply, "Content-Type"), "application/json");
    EXPECT_EQ(ask(served.port(), "/schedules/no_such_schedules.json").status, 404);
}

TEST(Server, AnswersWithTheSchedulesOfTheDayThatItWasAskedFor) {
    const ServedStore served;
    const Server older(Options{.root = served.store, .port = 0, .date = store::Date::parse("2026-03-30")});
    EXPECT_EQ(ask(older.port(), "/schedules/phone_tree_vk_schedules.json").body, "[\"older\"]\n");
}

TEST(Server, KnowsThePathsThatEarlierAgentsAskFor) {
    const ServedStore served;
    EXPECT_EQ(ask(served.port(), "/phone/tree/vk/schedules.json").body, served.content);
    EXPECT_EQ(ask(served.port(), "/phone:5555/tree/cpu/schedules.json").body, "[\"phone at a port\"]\n");
    EXPECT_EQ(ask(served.port(), "/phone/tree/cu/schedules.json").status, 404);
    EXPECT_EQ(ask(served.port(), "/phone/tree/gpu/schedules.json").status, 404);
    EXPECT_EQ(ask(served.port(), "/phone/Tree!/vk/schedules.json").status, 404);
}

TEST(Server, AnswersHeadRangesAndEtags) {
    const ServedStore served;
    const std::string path = "/schedules/phone_tree_vk_schedules.json";
    const Reply head = ask(served.port(), path, "", "HEAD");
    EXPECT_EQ(head.status, 200);
    EXPECT_EQ(head.body, "");
    EXPECT_EQ(field(head, "Content-Length"), std::to_string(served.content.size()));
    const std::string etag = field(head, "ETag");
    EXPECT_EQ(ask(served.port(), path, "If-None-Match: " + etag + "\r\n").status, 304);
    const Reply part = ask(served.port(), path, "Range: bytes=2-5\r\n");
    EXPECT_EQ(part.status, 206);
    EXPECT_EQ(part.body, served.content.substr(2, 4));
    EXPECT_EQ(field(part, "Content-Range"), "bytes 2-5/" + std::to_string(served.content.size()));
    EXPECT_EQ(ask(served.port(), path, "Range: bytes=2-5\r\nIf-Range: \"other\"\r\n").status, 200);
    EXPECT_EQ(ask(served.port(), path, "Range: bytes=999-\r\n").status, 416);
}

TEST(Server, SeesThatAFileWasReplaced) {
    const ServedStore served;
    const std::string path = "/schedules/phone_tree_vk_schedules.json";
    const std::string etag = field(ask(served.port(), path), "ETag");
    test::write_text(served.store / "2026-03-31/schedules/phone_tree_vk_schedules.json",
                     "[\"new and longer than it was\"]\n");
    const Reply reply = ask(served.port(), path, "If-None-Match: " + etag + "\r\n");
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "[\"new and longer than it was\"]\n");
}

TEST(Server, SendsFilesThatAreTooLargeForItsMemoryAsTheyAre) {
    const ServedStore served;
    std::string large;
    for (int i = 0; large.size() < (std::size_t{3} << 20U); ++i) large += std::to_string(i) + "\n";
    test::write_text(served.store / "2026-03-31/tree/run_phone_vk_000.txt", large);
    EXPECT_EQ(sha256_hex(ask(served.port(), "/files/2026-03-31/tree/run_phone_vk_000.txt").body), sha256_hex(large));
    const Reply part =
        ask(served.port(), "/files/2026-03-31/tree/run_phone_vk_000.txt", "Range: bytes=2000000-2000009\r\n");
    EXPECT_EQ(part.body, large.substr(2000000, 10));
}

TEST(Server, AnswersManyRequestsOverOneConnectionInTheirOrder) {
    const ServedStore served;
    const RawClient client(served.port());
    std::string requests;
    for (int i = 0; i < 50; ++i) requests += "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    requests += "GET /phone/tree/vk/schedules.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    client.send(requests);
    const std::string all = client.receive_all();
    std::size_t answers = 0;
    for (std::size_t at = 0; (at = all.find("HTTP/1.1 200 OK", at)) != std::string::npos; ++at) ++answers;
    EXPECT_EQ(answers, 51U);
    EXPECT_TRUE(all.ends_with(served.content));
}

TEST(Server, ShowsThePageAndTheIndexOfAllThatThereIs) {
    const ServedStore served;
    const Reply page = ask(served.port(), "/");
    EXPECT_EQ(page.status, 200);
    EXPECT_THAT(page.body, HasSubstr("2026-03-31"));
    EXPECT_THAT(page.body, HasSubstr("phone_normal.csv"));
    EXPECT_THAT(page.body, HasSubstr("&lt;script&gt;")) << "the name of a device is not markup";
    EXPECT_THAT(page.body, Not(HasSubstr("<script")));
    EXPECT_THAT(page.body, Not(HasSubstr("http://"))) << "nothing from outside";
    EXPECT_THAT(field(page, "Content-Security-Policy"), HasSubstr("default-src 'none'"));
    const Reply index = ask(served.port(), "/index.json");
    EXPECT_THAT(index.body, HasSubstr("\"/files/2026-03-31/tree/phone_normal.csv\""));
    EXPECT_THAT(index.body, HasSubstr("\"/schedules/phone_tree_vk_schedules.json\""));
}

TEST(Server, ShowsFiguresReportsAndWhatWasFoundOut) {
    const ServedStore served;
    const auto day = served.store / "2026-03-31";
    for (const char* figure : {"tree/phone_ratio.png", "tree/phone_ratio.svg", "results/phone_tree/analysis/gantt.png",
                               "results/phone_tree/analysis/traces/SCH-B7.trace.json", "report_phone_tree.html"}) {
        test::write_text(day / figure, "x");
    }
    test::write_text(day / "results/phone_tree/phone_tree_schedules_000.log", "### Python Begin ###\n");
    test::write_text(day / "results/phone_tree/analysis/summary.json", "{\"kind\": 7}");
    const std::string page = ask(served.port(), "/").body;
    EXPECT_THAT(page, HasSubstr("src=\"/files/2026-03-31/tree/phone_ratio.svg\""));
    EXPECT_THAT(page, Not(HasSubstr("phone_ratio.png"))) << "of a figure in two formats one";
    EXPECT_THAT(page, HasSubstr("src=\"/files/2026-03-31/results/phone_tree/analysis/gantt.png\""));
    EXPECT_THAT(page, HasSubstr("href=\"/files/2026-03-31/report_phone_tree.html\""));
    EXPECT_THAT(page, HasSubstr("1 trace for Perfetto"));
    EXPECT_THAT(page, HasSubstr("summary.json:1")) << "a summary that cannot be read is named, the rest is shown";
    EXPECT_EQ(ask(served.port(), "/files/2026-03-31/tree/phone_ratio.svg").status, 200);
    EXPECT_THAT(ask(served.port(), "/index.json").body, HasSubstr("\"/files/2026-03-31/report_phone_tree.html\""));
}

TEST(Server, SendsTablesAsTextThatABrowserShows) {
    const ServedStore served;
    EXPECT_THAT(field(ask(served.port(), "/files/2026-03-31/tree/phone_normal.csv"), "Content-Type"),
                HasSubstr("text/plain"));
}

TEST(Server, IsFoundByWhoeverWorksWithTheSameStore) {
    test::TemporaryFolder own;
    std::filesystem::permissions(own.path(), std::filesystem::perms::owner_all);
    setenv("XDG_RUNTIME_DIR", own.path().c_str(), 1);
    std::filesystem::path store;
    {
        const ServedStore served;
        store = served.store;
        const auto found = find_server(served.store);
        ASSERT_TRUE(found.has_value());
        EXPECT_EQ(found->port, served.port());
        EXPECT_EQ(found->pid, ::getpid());
        const auto file = served.store / "2026-03-31/schedules/phone%3A5555_tree_cpu_schedules.json";
        const std::string path = path_of(served.store, file);
        EXPECT_TRUE(holds(*found, path, sha256_hex("[\"phone at a port\"]\n")));
        EXPECT_FALSE(holds(*found, path, sha256_hex("something else")));
        EXPECT_FALSE(find_server(served.folder / "another").has_value());
    }
    EXPECT_FALSE(find_server(store).has_value()) << "it has ended";
}

TEST(Server, NamesTheHolderOfItsPort) {
    const ServedStore served;
    try {
        const Server second(Options{.root = served.folder / "other", .port = served.port()});
        FAIL() << "two servers at one port";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::host);
        EXPECT_THAT(error.failed(), HasSubstr(served.store.string()));
        EXPECT_THAT(error.failed(), HasSubstr("process " + std::to_string(::getpid())));
        EXPECT_THAT(error.advice(), HasSubstr("--port 0"));
    }
}

}  // namespace
}  // namespace bt::serve
