#pragma once

#include <cstdio>
#include <string_view>

namespace bt::agent {

// Where results go. What cannot be written is an error: a log that is cut in silence looks like one that is complete.
class Output {
public:
    explicit Output(std::FILE* file = stdout) : file_(file) {}
    void write(std::string_view text);  // throws a device error
    void flush();

private:
    std::FILE* file_;
};

// A line for the person on stderr: what a reader of the figures must know.
void note(std::string_view text);

}  // namespace bt::agent
