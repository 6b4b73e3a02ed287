#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bt/serve/server.hpp"

namespace bt::serve {

// The body of an answer 200 of a server on this machine; nothing where there is none within the time that an answer
// may take.
std::optional<std::string> get(std::uint16_t port, const std::string& path);

// What /health of that port says, where it is a server of ours.
struct Health {
    KnownServer server;
    std::string token;
};
std::optional<Health> health_of(std::uint16_t port);

// Where a server of this store writes down its port.
std::filesystem::path note_of(const std::filesystem::path& root);

}  // namespace bt::serve
