// What a server answers the device: the same in any pieces, and never more than was allowed.
#include "agent/http_answer.hpp"

#include <algorithm>

#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::http_answer_fuzz {
namespace {

using bt::agent::HttpAnswer;
using bt::fuzz::promise;

constexpr std::size_t most_bytes = 1000;

std::optional<HttpAnswer> read(std::string_view text, std::size_t piece) {
    return bt::fuzz::read_or_nothing(text, [&](std::string_view whole) {
        HttpAnswer answer(most_bytes);
        for (std::size_t at = 0; at < whole.size(); at += piece) answer.feed(whole.substr(at, piece));
        return answer;
    });
}

}  // namespace

BT_FUZZ_TARGET(http_answer) {
    const std::string_view text = bt::fuzz::text_of(data, size);
    if (text.empty()) return 0;
    const std::size_t piece = 1 + static_cast<unsigned char>(text.back()) % 64U;  // the last byte also cuts
    const auto at_once = read(text, text.size());
    const auto in_pieces = read(text, piece);
    promise(at_once.has_value() == in_pieces.has_value(), "pieces change no verdict");
    if (!at_once) return 0;
    promise(at_once->body().size() <= most_bytes, "no more than allowed");
    promise(at_once->complete() == in_pieces->complete(), "pieces change no end");
    promise(at_once->status() == in_pieces->status() && at_once->body() == in_pieces->body(), "pieces change nothing");
    return 0;
}

}  // namespace bt::fuzz::http_answer_fuzz
