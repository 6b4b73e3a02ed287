#include "agent/output.hpp"

#include <cerrno>
#include <cstring>
#include <string>

#include "bt/core/error.hpp"

namespace bt::agent {
namespace {

Error cannot_write() { return device_error(std::string("cannot write the log: ") + std::strerror(errno)); }

}  // namespace

void Output::write(std::string_view text) {
    if (std::fwrite(text.data(), 1, text.size(), file_) != text.size()) throw cannot_write();
}

void Output::flush() {
    if (std::fflush(file_) != 0) throw cannot_write();
}

void note(std::string_view text) {
    std::fprintf(stderr, "bt-agent: note: %.*s\n", static_cast<int>(text.size()), text.data());
}

}  // namespace bt::agent
