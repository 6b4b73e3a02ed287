#include "agent/text_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>

#include "bt/core/error.hpp"

namespace bt::agent {

std::string read_text_file(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"), &std::fclose);
    if (!file) throw data_error("cannot read '" + printable(path, 200) + "': " + std::strerror(errno));
    std::string text;
    std::array<char, 65536> bytes;
    while (const std::size_t size = std::fread(bytes.data(), 1, bytes.size(), file.get())) {
        if (text.size() + size > most_file_bytes) {
            throw data_error("'" + printable(path, 200) + "' is larger than 64 MiB");
        }
        text.append(bytes.data(), size);
    }
    if (std::ferror(file.get()) != 0) throw data_error("cannot read '" + printable(path, 200) + "'");
    return text;
}

}  // namespace bt::agent
