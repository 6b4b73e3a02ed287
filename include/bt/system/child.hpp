#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bt/core/units.hpp"
#include "bt/system/cancellation.hpp"

namespace bt::system {

// A program and its arguments, as it gets them: no shell ever sees them.
struct Command {
    std::vector<std::string> argv;                                   // argv[0]: see find_program
    std::vector<std::pair<std::string, std::string>> environment{};  // set on top of ours
    std::filesystem::path folder{};                                  // empty: ours
};

// "adb -s X shell 'a b'", for people to read and paste.
std::string to_string(const Command& command);

// What the child reads: nothing, these bytes, our own stdin (a terminal then gives it an I/O error, because the child
// lives in a process group of its own), or these bytes and then a stream that ends only when we do or the child has
// ended: whoever reads it at the far end of an ssh or adb connection learns from its end that we are gone.
struct Input {
    enum class From { nothing, bytes, ours, held_open };
    From from = From::nothing;
    std::string bytes{};

    static Input text(std::string bytes) { return {From::bytes, std::move(bytes)}; }
    static Input inherited() { return {From::ours, {}}; }
    static Input held_open(std::string bytes = {}) { return {From::held_open, std::move(bytes)}; }  // up to 64 KiB
};

using Listener = std::function<void(std::string_view)>;

struct ChildOptions {
    Input input{};
    Listener on_out_line{};                     // each line without its '\n', as it comes; `out` then stays empty
    Listener on_err_line{};                     // likewise for stderr and `err`
    Listener on_out_bytes{};                    // stdout as it comes, byte for byte; `out` then stays empty
    std::size_t limit = std::size_t{64} << 20;  // bytes kept of each stream, or of one line; more is an error
    std::optional<Nanoseconds> deadline{};
    Nanoseconds grace = std::chrono::seconds(2);  // between SIGTERM and SIGKILL
    std::vector<const Cancellation*> cancel{};    // any of them ends the child
};

enum class ChildEnd { exited, signalled, timed_out, cancelled, not_found };

struct ChildResult {
    ChildEnd end = ChildEnd::exited;
    int status = 0;  // where it exited
    int signal = 0;  // where a signal ended it, ours included
    std::string out{};
    std::string err{};
    Nanoseconds wall{};

    bool succeeded() const { return end == ChildEnd::exited && status == 0; }
};

// "exited with status 3", "was killed by SIGSEGV", "did not end within 10 s" …
std::string to_string(const ChildResult& result);

// Runs a program to its end. When it has ended, so has its whole process group (only what made itself a session of
// its own, such as a server that it left behind, lives on); when we are killed, it is killed too. Throws a host error
// where it cannot be started or prints more than `limit`; what a listener throws ends the child and passes on.
ChildResult run_child(const Command& command, const ChildOptions& options = {});

}  // namespace bt::system
