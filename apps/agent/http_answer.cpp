#include "agent/http_answer.hpp"

#include <algorithm>
#include <charconv>

#include "bt/core/error.hpp"

namespace bt::agent {
namespace {

constexpr std::size_t longest_head = 65536;
constexpr std::size_t longest_line = 4096;

Error broken(std::string_view what) { return data_error("the server's answer is not HTTP: " + std::string(what)); }

std::string lower(std::string_view text) {
    std::string out(text);
    for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return out;
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

std::size_t parse_size(std::string_view text, int base) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size, base);
    if (text.empty() || error != std::errc{} || end != text.data() + text.size()) throw broken("a length is no number");
    return size;
}

}  // namespace

void HttpAnswer::feed(std::string_view bytes) {
    pending_.append(bytes);
    while (!complete() && step()) {
    }
}

// One part of the answer; false where more bytes are needed.
bool HttpAnswer::step() {
    switch (state_) {
        case State::head: {
            const std::size_t end = pending_.find("\r\n\r\n");
            if (std::min(end, pending_.size()) > longest_head) throw broken("its head has no end");
            if (end == pending_.npos) return false;
            read_head(std::string_view(pending_).substr(0, end));
            pending_.erase(0, end + 4);
            return true;
        }
        case State::length: return take(left_, State::done);
        case State::chunk_size: return begin_chunk();
        case State::chunk: return take(left_, State::chunk_end);
        case State::chunk_end: {
            const auto empty = line();
            if (empty && !empty->empty()) throw broken("a chunk is longer than it says");
            if (empty) state_ = State::chunk_size;
            return empty.has_value();
        }
        case State::trailer: {
            const auto field = line();
            if (field && field->empty()) state_ = State::done;
            return field.has_value();
        }
        case State::until_end:
            append(pending_);
            pending_.clear();
            return false;
        case State::done: return false;
    }
    return false;
}

void HttpAnswer::read_head(std::string_view head) {
    if (!head.starts_with("HTTP/1.") || head.size() < 12) throw broken("no status line");
    status_ = static_cast<int>(parse_size(head.substr(9, 3), 10));
    for (std::size_t at = head.find("\r\n"); at != head.npos;) {
        const std::size_t begin = at + 2;
        at = head.find("\r\n", begin);
        read_field(head.substr(begin, at == head.npos ? at : at - begin));
    }
    if (length_ && *length_ > most_) throw broken("it is larger than " + std::to_string(most_) + " bytes");
    left_ = length_.value_or(0);
    state_ = chunked_ ? State::chunk_size : length_ ? State::length : State::until_end;
    if (state_ == State::length && left_ == 0) state_ = State::done;
}

void HttpAnswer::read_field(std::string_view field) {
    const std::size_t colon = field.find(':');
    if (colon == field.npos) throw broken("a field without ':'");
    const std::string name = lower(field.substr(0, colon));
    const std::string_view value = trimmed(field.substr(colon + 1));
    if (name == "content-length") length_ = parse_size(value, 10);
    if (name == "transfer-encoding") {
        if (lower(value) != "chunked") throw broken("transfer encoding " + printable(value));
        chunked_ = true;
    }
}

bool HttpAnswer::begin_chunk() {
    const auto size = line();
    if (!size) return false;
    left_ = parse_size(trimmed(std::string_view(*size).substr(0, size->find(';'))), 16);
    state_ = left_ == 0 ? State::trailer : State::chunk;
    return true;
}

bool HttpAnswer::take(std::size_t& left, State next) {
    const std::size_t size = std::min(left, pending_.size());
    append(std::string_view(pending_).substr(0, size));
    pending_.erase(0, size);
    left -= size;
    if (left == 0) state_ = next;
    return left == 0;
}

std::optional<std::string> HttpAnswer::line() {
    const std::size_t end = pending_.find("\r\n");
    if (std::min(end, pending_.size()) > longest_line) throw broken("a line has no end");
    if (end == pending_.npos) return std::nullopt;
    std::string text = pending_.substr(0, end);
    pending_.erase(0, end + 2);
    return text;
}

void HttpAnswer::append(std::string_view bytes) {
    if (bytes.size() > most_ - body_.size()) throw broken("it is larger than " + std::to_string(most_) + " bytes");
    body_.append(bytes);
}

}  // namespace bt::agent
