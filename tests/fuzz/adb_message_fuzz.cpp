// Bytes from whoever connects to an emulated device: the same messages in any pieces, each of which can be sent again.
#include <algorithm>
#include <vector>

#include "emulator/message.hpp"
#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::adb_message_fuzz {
namespace {

using namespace bt::emulator;
using bt::fuzz::promise;

struct Read {
    std::vector<std::string> messages;
    bool broken;
    bool operator==(const Read&) const = default;
};

Read read(std::string_view bytes, std::size_t piece) {
    MessageReader reader;
    std::vector<std::string> messages;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.feed(bytes.substr(at, piece));
        while (const auto message = reader.next()) messages.push_back(encode(*message));
    }
    return {std::move(messages), reader.broken()};
}

}  // namespace

BT_FUZZ_TARGET(adb_message) {
    const std::string_view bytes = bt::fuzz::text_of(data, size);
    if (bytes.empty()) return 0;
    const Read at_once = read(bytes, bytes.size());
    const std::size_t piece = 1 + static_cast<unsigned char>(bytes.back()) % 64U;  // the last byte also cuts
    promise(read(bytes, piece) == at_once, "pieces change nothing");
    std::string again;
    for (const std::string& message : at_once.messages) again += message;
    promise(again.empty() || read(again, again.size()).messages == at_once.messages, "what was read can be sent");
    return 0;
}

}  // namespace bt::fuzz::adb_message_fuzz
