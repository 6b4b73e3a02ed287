#include "cifar/file_bytes.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

#include "bt/core/error.hpp"

namespace bt::apps::cifar {

std::string read_whole_file(const std::string& path, std::size_t limit) {
    const auto close = [](std::FILE* file) { std::fclose(file); };
    const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rbe"), close);
    if (!file) throw data_error("cannot read " + printable(path) + ": " + std::generic_category().message(errno));
    std::string bytes;
    std::array<char, 65536> block;
    std::size_t got = 0;
    while ((got = std::fread(block.data(), 1, block.size(), file.get())) > 0) {
        if (bytes.size() + got > limit)
            throw data_error(printable(path) + ": expected at most " + std::to_string(limit) + " bytes, found more");
        bytes.append(block.data(), got);
    }
    if (std::ferror(file.get()) != 0)
        throw data_error("cannot read " + printable(path) + ": " + std::generic_category().message(errno));
    return bytes;
}

}  // namespace bt::apps::cifar
