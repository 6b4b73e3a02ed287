#include "store/listing.hpp"

#include <algorithm>

#include "bt/core/error.hpp"

namespace bt::store {

std::vector<Entry> list_folder(const std::filesystem::path& folder) {
    std::vector<Entry> entries;
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end;
         entry.increment(error)) {
        std::string name = entry->path().filename().string();
        std::error_code ignored;  // an entry that goes away meanwhile is a file nobody can open
        if (!name.starts_with('.')) entries.push_back({std::move(name), entry->is_directory(ignored)});
    }
    if (error && error != std::errc::no_such_file_or_directory) {
        throw host_error("cannot read folder '" + printable(folder.native(), 200) + "': " + error.message(),
                         "check who may read there");
    }
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    return entries;
}

}  // namespace bt::store
