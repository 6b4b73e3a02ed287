#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <vector>

#include "bt/system/child.hpp"
#include "support/temporary_folder.hpp"

namespace bt::tests {

// A running bt-emulator; ends with the object.
class EmulatedDevice {
public:
    explicit EmulatedDevice(std::vector<std::string> flags = {});
    ~EmulatedDevice();
    EmulatedDevice(const EmulatedDevice&) = delete;
    EmulatedDevice& operator=(const EmulatedDevice&) = delete;

    std::string address() const { return "127.0.0.1:" + port_; }
    pid_t pid() const { return pid_; }
    void end_stdin();
    int wait();

private:
    pid_t pid_ = -1;
    int stdin_ = -1;
    std::string port_;
};

// An adb server of the test's own: own port, own home, gone with the object.
class AdbServer {
public:
    AdbServer();
    ~AdbServer();
    AdbServer(const AdbServer&) = delete;
    AdbServer& operator=(const AdbServer&) = delete;

    system::ChildResult adb(std::vector<std::string> arguments, Nanoseconds deadline = std::chrono::seconds(20)) const;
    // `adb -s DEVICE …`
    system::ChildResult on(const EmulatedDevice& device, std::vector<std::string> arguments,
                           Nanoseconds deadline = std::chrono::seconds(20)) const;
    void connect(const EmulatedDevice& device) const;
    void use_here() const;  // what this process starts uses this server
    // The state that `adb devices` shows; empty where it is not listed.
    std::string state_of(const EmulatedDevice& device) const;

private:
    test::TemporaryFolder home_;
    std::string port_;
};

bool adb_is_here();

// A port of loopback that nobody listens on.
std::string free_port();

}  // namespace bt::tests
