#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace bt::store {

struct Entry {
    std::string name;
    bool is_folder;
};

// Files and folders in the order of their names, without those that begin with '.'. Empty where there is no such
// folder; throws a host error where it cannot be read.
std::vector<Entry> list_folder(const std::filesystem::path& folder);

}  // namespace bt::store
