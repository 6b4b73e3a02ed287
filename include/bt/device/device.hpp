#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/units.hpp"
#include "bt/system/child.hpp"

namespace bt::device {

// A program to run on a device. Its words reach it byte for byte, whatever shells lie between.
struct Program {
    std::vector<std::string> argv;
    std::vector<std::pair<std::string, std::string>> environment{};
    std::string folder{};  // of the device; empty: the device's work folder
};

// What must be put in order on the device even though the person pressed Ctrl-C.
enum class Cleanup { no, yes };

struct ExecuteOptions {
    system::Listener on_out_line{};  // as lines come; `out` then stays empty
    system::Listener on_err_line{};
    Nanoseconds deadline = std::chrono::seconds(60);  // a command on a device always has one
    std::vector<const system::Cancellation*> cancel{};
    Cleanup cleanup = Cleanup::no;  // yes: also after the device was told to stop
};

enum class End { exited, signalled, cancelled };

struct Outcome {
    End end = End::exited;
    int status = 0;  // where it exited
    int signal = 0;  // where a signal ended it
    std::string out{};
    std::string err{};

    bool succeeded() const { return end == End::exited && status == 0; }
};

// A port of the device that leads to a port of this machine, for as long as the object lives.
class ReversePort {
public:
    virtual ~ReversePort() = default;
    virtual std::uint16_t port() const = 0;
};

// A machine that runs applications, however it is reached. Every method throws a Failure (exit code 3) that says what
// is wrong and what to do; none waits beyond its deadline. A device that was opened with a `stop` ends what it does
// when that is requested and throws its error (130 or 143).
class Device {
public:
    virtual ~Device() = default;

    virtual const DeviceId& id() const = 0;

    // Runs to its end. When it returns, or throws, the program and all that it started have been told to end there.
    // A program that crashed or failed is an Outcome, not a Failure; a deadline that passed is Fault::timed_out.
    virtual Outcome execute(const Program& program, const ExecuteOptions& options = {}) = 0;

    // Paths of the device are relative to its work folder unless they begin with '/'. What arrived is checked.
    virtual void push(const std::filesystem::path& here, const std::string& there) = 0;
    virtual void pull(const std::string& there, const std::filesystem::path& here) = 0;

    virtual std::unique_ptr<ReversePort> reach_host_port(std::uint16_t port) = 0;

    // Where our programs and files lie there: /data/local/tmp/better-together, ~/.cache/better-together.
    virtual const std::string& work_folder() const = 0;
};

}  // namespace bt::device
