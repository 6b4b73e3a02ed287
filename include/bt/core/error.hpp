#pragma once

#include <cstddef>
#include <exception>
#include <string>
#include <string_view>

namespace bt {

// The one rule for failure: a function that cannot do what its name says throws an Error; an absence that callers
// expect is a std::optional. Errors are turned into words and exit codes in one place, src/cli/main.cpp (for the
// device, apps/agent/main.cpp).

// What a shell script may rely on.
enum class ExitCode : int {
    done = 0,
    verdict = 1,  // a verdict that was asked for is negative
    host = 1,     // this machine cannot: port taken, disk full, a program missing
    usage = 2,
    device = 3,
    data = 4,
    wrong_result = 5,
    interrupted = 130,
    terminated = 143,
};

struct Place {
    std::string file;
    std::size_t line = 0;    // 1-based; 0: not known
    std::size_t column = 0;  // 1-based, in bytes; 0: not known
};

class Error : public std::exception {
public:
    // `failed`: one line that names what failed. `advice`: what to do next, one line, may be empty.
    Error(ExitCode code, std::string failed, std::string advice = {});

    ExitCode code() const { return code_; }
    const std::string& failed() const { return failed_; }
    const std::string& advice() const { return advice_; }
    const char* what() const noexcept override { return failed_.c_str(); }

private:
    ExitCode code_;
    std::string failed_;
    std::string advice_;
};

Error usage_error(std::string failed, std::string advice = {});
Error host_error(std::string failed, std::string advice = {});
Error device_error(std::string failed, std::string advice = {});

// "FILE:LINE:COLUMN: expected EXPECTED, found FOUND".
Error data_error(const Place& place, std::string_view expected, std::string_view found, std::string advice = {});
Error data_error(std::string failed, std::string advice = {});

std::string to_string(const Place& place);

// Text from a file or a device, fit for one line of a terminal: control characters escaped, cut after `limit` bytes.
std::string printable(std::string_view text, std::size_t limit = 60);

}  // namespace bt
