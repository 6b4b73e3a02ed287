#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <functional>
#include <thread>

#include "agent/http_answer.hpp"
#include "agent/http_get.hpp"
#include "agent_fixture.hpp"
#include "bt/core/error.hpp"

namespace bt::agent::test::http_test {
namespace {

// Answers one connection on a port that the kernel chose.
class Server {
public:
    using Answer = std::function<void(int connection, const std::string& request)>;

    explicit Server(Answer answer) {
        listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(listener_, reinterpret_cast<sockaddr*>(&address), size);
        ::listen(listener_, 1);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        thread_ = std::thread([this, answer = std::move(answer)] { serve(answer); });
    }
    ~Server() {
        ::shutdown(listener_, SHUT_RDWR);
        thread_.join();
        ::close(listener_);
    }

    std::string url(const std::string& path = "/x.json") const {
        return "http://127.0.0.1:" + std::to_string(port_) + path;
    }

private:
    void serve(const Answer& answer) {
        const int connection = ::accept(listener_, nullptr, nullptr);
        if (connection < 0) return;
        std::string request;
        char bytes[1024];
        while (request.find("\r\n\r\n") == request.npos) {
            const ssize_t size = ::recv(connection, bytes, sizeof bytes, 0);
            if (size <= 0) break;
            request.append(bytes, static_cast<std::size_t>(size));
        }
        answer(connection, request);
        ::close(connection);
    }

    int listener_;
    int port_;
    std::thread thread_;
};

Server::Answer saying(const std::string& text) {
    return [text](int connection, const std::string&) { ::send(connection, text.data(), text.size(), MSG_NOSIGNAL); };
}

ExitCode refusal(const std::string& answer, const HttpLimits& limits = {}) {
    const Server server(saying(answer));
    try {
        http_get(server.url(), AllowRemote::no, limits);
        return ExitCode::done;
    } catch (const Error& error) {
        return error.code();
    }
}

TEST(HttpGet, AsksForThePathAndReadsABodyOfKnownLength) {
    std::string asked;
    std::string got;
    {
        const Server server([&](int connection, const std::string& request) {
            asked = request;
            saying("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more")(connection, request);
        });
        got = http_get(server.url("/a/b.json"), AllowRemote::no);
    }
    EXPECT_EQ(got, "hello");
    EXPECT_TRUE(asked.starts_with("GET /a/b.json HTTP/1.1\r\nHost: 127.0.0.1:")) << asked;
}

TEST(HttpGet, ReadsChunksAndBodiesThatEndWithTheConnection) {
    const Server chunked(
        saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
               "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nTrailer: t\r\n\r\n"));
    EXPECT_EQ(http_get(chunked.url(), AllowRemote::no), "abcdefg");
    const Server open(saying("HTTP/1.0 200 OK\r\n\r\nall of it"));
    EXPECT_EQ(http_get(open.url(), AllowRemote::no), "all of it");
}

TEST(HttpGet, FailsLoudly) {
    EXPECT_EQ(refusal("HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"), ExitCode::data);
    EXPECT_EQ(refusal("HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"),
              ExitCode::data);
    EXPECT_EQ(refusal("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort"), ExitCode::device);
    EXPECT_EQ(refusal("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc"), ExitCode::device);
    EXPECT_EQ(refusal("SSH-2.0-OpenSSH_9.2\r\n\r\n\r\n"), ExitCode::data);
    EXPECT_EQ(refusal("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"), ExitCode::data);
    EXPECT_EQ(refusal("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n", {.bytes = 999}), ExitCode::data);
    EXPECT_EQ(refusal("HTTP/1.1 200 OK\r\n\r\n" + std::string(1000, 'x'), {.bytes = 999}), ExitCode::data);
    EXPECT_EQ(refusal(""), ExitCode::device);
}

TEST(HttpGet, GivesUpOnAServerThatSaysNothing) {
    // Waits for the client to go away.
    const Server silent([](int connection, const std::string&) {
        char byte;
        while (::recv(connection, &byte, 1, 0) > 0) {
        }
    });
    try {
        http_get(silent.url(), AllowRemote::no, {.total = Seconds(0.05)});
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::device);
        EXPECT_NE(error.failed().find("no answer in time"), std::string::npos);
    }
}

TEST(HttpUrl, NamesThisDeviceAlone) {
    const HttpUrl url = parse_http_url("http://127.0.0.1:8080/schedules/F.json", AllowRemote::no);
    EXPECT_EQ(url.address, "127.0.0.1");
    EXPECT_EQ(url.port, 8080);
    EXPECT_EQ(url.path, "/schedules/F.json");
    for (const char* other : {"http://192.0.2.1/", "http://localhost/", "http://127.0.0.1.example/", "http://[::1]/",
                              "http://user@127.0.0.1/"}) {
        EXPECT_THROW(parse_http_url(other, AllowRemote::no), Error) << other;
    }
    EXPECT_EQ(parse_http_url("http://[2001:db8::1]:81", AllowRemote::yes).address, "2001:db8::1");
    for (const char* broken : {"", "127.0.0.1", "https://127.0.0.1/", "http://127.0.0.1:0/", "http://127.0.0.1:99999/",
                               "http://127.0.0.1/a b", "http://127.0.0.1/\r\nX: y"}) {
        EXPECT_THROW(parse_http_url(broken, AllowRemote::yes), Error) << broken;
    }
}

TEST(HttpAnswer, IsTheSameInAnyPieces) {
    const std::string text =
        "HTTP/1.1 200 OK\r\ncontent-type: x\r\nTRANSFER-ENCODING: Chunked\r\n\r\n"
        "a\r\n0123456789\r\n1\r\n!\r\n0\r\n\r\n";
    for (std::size_t piece = 1; piece < text.size(); ++piece) {
        HttpAnswer answer(100);
        for (std::size_t at = 0; at < text.size(); at += piece) answer.feed(std::string_view(text).substr(at, piece));
        EXPECT_TRUE(answer.complete());
        EXPECT_EQ(answer.body(), "0123456789!");
    }
}

using RunFromUrl = AgentTest;

TEST_F(RunFromUrl, IsTheSameAsFromAFile) {
    const std::string text = read(schedule_file());
    const Server server(
        saying("HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(text.size()) + "\r\n\r\n" + text));
    const Ended ended = agent(with_app({"run", "--schedule-url", server.url(), "--tasks", "8"}));
    EXPECT_EQ(ended.code, 0) << ended.err;
    EXPECT_EQ(sections(ended.out).size(), 3U);
}

TEST_F(RunFromUrl, EndsWithAnErrorWhereTheDownloadFails) {
    const Server server(saying("HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n"));
    const Ended ended = agent(with_app({"run", "--schedule-url", server.url()}));
    EXPECT_EQ(ended.code, 4);
    EXPECT_EQ(ended.out, "");
    EXPECT_NE(ended.err.find("the server answers 500"), std::string::npos) << ended.err;
}

}  // namespace
}  // namespace bt::agent::test::http_test
