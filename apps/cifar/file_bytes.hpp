#pragma once

#include <cstddef>
#include <string>

namespace bt::apps::cifar {

// A whole file of at most `limit` bytes. Throws a data error that names the file.
std::string read_whole_file(const std::string& path, std::size_t limit);

}  // namespace bt::apps::cifar
