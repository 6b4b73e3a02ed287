#include "serve/request.hpp"

#include <gtest/gtest.h>

namespace bt::serve {
namespace {

Request good(const std::string& head) {
    Request request;
    const auto bad = parse_request(head, request);
    EXPECT_FALSE(bad.has_value()) << (bad ? bad->why : "");
    return request;
}

int status_of(const std::string& head) {
    Request request;
    const auto bad = parse_request(head, request);
    return bad ? bad->status : 200;
}

TEST(Requests, SayWhatIsWantedAndFromWhom) {
    const Request request =
        good("GET /a%20b/%2525c?x=1 HTTP/1.1\r\nhOST: localhost:8080\r\nRange:  bytes=1-2 \r\nIf-None-Match: \"e\"");
    EXPECT_EQ(request.method, Method::get);
    EXPECT_EQ(request.path, "/a b/%25c");
    EXPECT_EQ(request.host, "localhost");
    EXPECT_EQ(request.range, "bytes=1-2");
    EXPECT_EQ(request.if_none_match, "\"e\"");
    EXPECT_EQ(request.keep_alive, KeepAlive::yes);
    EXPECT_EQ(good("HEAD / HTTP/1.1\r\nHost: [::1]:80").host, "[::1]");
}

TEST(Requests, EndTheConnectionWhereTheyAskForIt) {
    EXPECT_EQ(good("GET / HTTP/1.1\r\nHost: a\r\nConnection: Close").keep_alive, KeepAlive::no);
    EXPECT_EQ(good("GET / HTTP/1.0").keep_alive, KeepAlive::no);
    EXPECT_EQ(good("GET / HTTP/1.0\r\nConnection: keep-alive").keep_alive, KeepAlive::yes);
}

TEST(Requests, AreRefusedWhereTheyAreNone) {
    EXPECT_EQ(status_of(""), 400);
    EXPECT_EQ(status_of("GET /"), 400);
    EXPECT_EQ(status_of("GET / HTTP/3.0"), 505);
    EXPECT_EQ(status_of("GET http://elsewhere/ HTTP/1.1"), 400);
    EXPECT_EQ(status_of("GET /%zz HTTP/1.1"), 400);
    EXPECT_EQ(status_of("GET /%2 HTTP/1.1"), 400);
    EXPECT_EQ(status_of("GET /a%00b HTTP/1.1"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nno colon"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nHost: b"), 400);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nConnection: close"), 400) << "no Host";
    EXPECT_EQ(status_of("GET / HTTP/1.0"), 200);
}

TEST(Requests, WithABodyAreRefusedBecauseItWouldBeReadAsTheNextRequest) {
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nContent-Length: 5"), 413);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 0"), 200);
    EXPECT_EQ(status_of("GET / HTTP/1.1\r\nTransfer-Encoding: chunked"), 413);
}

TEST(Ranges, AreBytesOfAFile) {
    const auto part = [](const std::string& range) {
        const Extent extent = parse_range(range, 100);
        EXPECT_EQ(extent.kind, Extent::Kind::part) << range;
        return std::pair(extent.first, extent.count);
    };
    EXPECT_EQ(part("bytes=0-0"), std::pair(std::uint64_t{0}, std::uint64_t{1}));
    EXPECT_EQ(part("bytes=10-19"), std::pair(std::uint64_t{10}, std::uint64_t{10}));
    EXPECT_EQ(part("bytes=90-"), std::pair(std::uint64_t{90}, std::uint64_t{10}));
    EXPECT_EQ(part("bytes=90-500"), std::pair(std::uint64_t{90}, std::uint64_t{10}));
    EXPECT_EQ(part("bytes=-7"), std::pair(std::uint64_t{93}, std::uint64_t{7}));
    EXPECT_EQ(part("bytes=-700"), std::pair(std::uint64_t{0}, std::uint64_t{100}));
}

TEST(Ranges, BehindTheEndCannotBeSatisfied) {
    EXPECT_EQ(parse_range("bytes=100-", 100).kind, Extent::Kind::behind_end);
    EXPECT_EQ(parse_range("bytes=-0", 100).kind, Extent::Kind::behind_end);
    EXPECT_EQ(parse_range("bytes=0-", 0).kind, Extent::Kind::behind_end);
}

TEST(Ranges, ThatAreNotUnderstoodArePassedOver) {
    for (const char* range : {"", "bytes=", "bytes=-", "bytes=5-1", "bytes=a-b", "lines=1-2", "bytes=0-1,3-4",
                              "bytes=99999999999999999999999-", "bytes=1-x"}) {
        EXPECT_EQ(parse_range(range, 100).kind, Extent::Kind::whole) << range;
        EXPECT_EQ(parse_range(range, 100).count, 100U) << range;
    }
}

}  // namespace
}  // namespace bt::serve
