#pragma once

#include <string>

namespace bt::agent {

// One measurement at a time on a device: two at once would measure each other. Gone when the process is gone.
class DeviceLock {
public:
    // Throws a device error that names the holder. BT_AGENT_LOCK names another file.
    explicit DeviceLock(const std::string& command);
    DeviceLock(const DeviceLock&) = delete;
    DeviceLock& operator=(const DeviceLock&) = delete;
    ~DeviceLock();

    static std::string default_file();

private:
    std::string file_;
    int fd_ = -1;
};

}  // namespace bt::agent
