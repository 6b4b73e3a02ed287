#include "emulator/message.hpp"

#include <array>

namespace bt::emulator {
namespace {

constexpr std::size_t header_size = 24;

void put_word(std::string& out, std::uint32_t word) {
    for (int shift = 0; shift < 32; shift += 8) out += static_cast<char>(word >> shift);
}

std::uint32_t word_at(std::string_view bytes, std::size_t index) {
    std::uint32_t word = 0;
    for (std::size_t i = 4; i-- > 0;) word = word << 8U | static_cast<unsigned char>(bytes[4 * index + i]);
    return word;
}

// Peers before protocol 0x01000001 check this sum of all bytes.
std::uint32_t byte_sum(std::string_view bytes) {
    std::uint32_t sum = 0;
    for (const char byte : bytes) sum += static_cast<unsigned char>(byte);
    return sum;
}

}  // namespace

std::string encode(const Message& message) {
    std::string out;
    out.reserve(header_size + message.payload.size());
    const auto verb = static_cast<std::uint32_t>(message.verb);
    for (const std::uint32_t word :
         {verb, message.first, message.second, static_cast<std::uint32_t>(message.payload.size()),
          byte_sum(message.payload), verb ^ 0xffffffffU}) {
        put_word(out, word);
    }
    return out += message.payload;
}

std::optional<Message> MessageReader::next() {
    if (broken_ || pending_.size() < header_size) return std::nullopt;
    const std::uint32_t verb = word_at(pending_, 0);
    const std::uint32_t length = word_at(pending_, 3);
    if (word_at(pending_, 5) != (verb ^ 0xffffffffU) || length > largest_payload) {
        broken_ = true;
        return std::nullopt;
    }
    if (pending_.size() < header_size + length) return std::nullopt;
    Message message{Verb{verb}, word_at(pending_, 1), word_at(pending_, 2), pending_.substr(header_size, length)};
    pending_.erase(0, header_size + length);
    return message;
}

}  // namespace bt::emulator
