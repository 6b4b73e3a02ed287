#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace bt::emulator {

// One message of the adb protocol: six little-endian words and a payload.
enum class Verb : std::uint32_t {
    connect = 0x4e584e43,  // CNXN
    auth = 0x48545541,     // AUTH
    open = 0x4e45504f,     // OPEN
    okay = 0x59414b4f,     // OKAY
    write = 0x45545257,    // WRTE
    close = 0x45534c43,    // CLSE
};

struct Message {
    Verb verb;
    std::uint32_t first = 0;   // OPEN, OKAY, WRTE, CLSE: the sender's stream
    std::uint32_t second = 0;  // the receiver's stream
    std::string payload{};
};

inline constexpr std::uint32_t protocol_version = 0x01000001;  // from here on the payload's sum is not checked
inline constexpr std::size_t largest_payload = std::size_t{1} << 20;

std::string encode(const Message& message);

// Messages out of a stream of bytes. A header that is none makes `broken` true for good.
class MessageReader {
public:
    void feed(std::string_view bytes) { pending_.append(bytes); }
    std::optional<Message> next();
    bool broken() const { return broken_; }

private:
    std::string pending_;
    bool broken_ = false;
};

}  // namespace bt::emulator
