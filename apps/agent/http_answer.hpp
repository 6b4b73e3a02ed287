#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace bt::agent {

// An HTTP/1.x answer, piece by piece: with a length, in chunks, or up to the end of the connection. Throws a data error
// for what is none, or is larger than allowed.
class HttpAnswer {
public:
    explicit HttpAnswer(std::size_t most_bytes) : most_(most_bytes) {}

    void feed(std::string_view bytes);
    bool complete() const { return state_ == State::done; }
    // The connection has ended: whether that is how the answer ends.
    bool ends_with_connection() const { return state_ == State::until_end; }

    int status() const { return status_; }
    const std::string& body() const { return body_; }
    std::string take_body() && { return std::move(body_); }

private:
    enum class State { head, length, chunk_size, chunk, chunk_end, trailer, until_end, done };

    bool step();
    void read_head(std::string_view head);
    void read_field(std::string_view line);
    bool begin_chunk();
    bool take(std::size_t& left, State next);
    std::optional<std::string> line();
    void append(std::string_view bytes);

    std::size_t most_;
    State state_ = State::head;
    std::string pending_;
    std::string body_;
    int status_ = 0;
    bool chunked_ = false;
    std::optional<std::size_t> length_;
    std::size_t left_ = 0;
};

}  // namespace bt::agent
