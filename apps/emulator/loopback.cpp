#include "emulator/loopback.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <string>

namespace bt::emulator {
namespace {

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

std::uint16_t port_of(int socket, int (*name)(int, sockaddr*, socklen_t*)) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    name(socket, reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin_port);
}

}  // namespace

std::optional<Listening> listen_on_loopback(std::uint16_t port) {
    const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int on = 1;
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const sockaddr_in address = loopback(port);
    if (fd < 0 || bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || listen(fd, 64) != 0) {
        if (fd >= 0) close(fd);
        return std::nullopt;
    }
    return Listening{fd, port_of(fd, getsockname)};
}

// A loopback socket has no credentials of its peer; the kernel's table of sockets names the user of each end.
bool peer_is_our_user(int connection) {
    const std::uint16_t theirs = port_of(connection, getpeername);
    const std::uint16_t ours = port_of(connection, getsockname);
    std::ifstream table("/proc/net/tcp");
    std::string line;
    std::getline(table, line);
    while (std::getline(table, line)) {
        unsigned local_port = 0;
        unsigned remote_port = 0;
        unsigned user = 0;
        const int fields = std::sscanf(line.c_str(), " %*d: %*x:%x %*x:%x %*x %*x:%*x %*x:%*x %*x %u", &local_port,
                                       &remote_port, &user);
        if (fields == 3 && local_port == theirs && remote_port == ours) return user == getuid();
    }
    return false;
}

}  // namespace bt::emulator
