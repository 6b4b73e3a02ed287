#include "bt/store/lookup.hpp"

#include <map>
#include <string>

#include "bt/core/error.hpp"
#include "bt/system/file_reader.hpp"
#include "bt/system/program.hpp"
#include "store/listing.hpp"

namespace bt::store {
namespace {

namespace fs = std::filesystem;

// The source tree of the build tree that `build` is. Read from CMake's own note, so that no path of the machine that
// built the program stands inside it.
std::optional<fs::path> source_tree(const fs::path& build) {
    constexpr std::string_view note = "\nCMAKE_HOME_DIRECTORY:INTERNAL=";
    const auto cache = system::read_file_if_there(build / "CMakeCache.txt", std::uint64_t{16} << 20);
    const std::size_t found = cache ? cache->find(note) : std::string::npos;
    if (found == std::string::npos) return std::nullopt;
    const std::size_t begin = found + note.size();
    return fs::path(cache->substr(begin, cache->find('\n', begin) - begin));
}

std::vector<fs::path> json_files(const fs::path& first, const std::optional<fs::path>& second) {
    std::map<std::string, fs::path> by_name;
    const auto add = [&](const fs::path& folder) {
        for (const Entry& entry : list_folder(folder)) {
            if (!entry.is_folder && entry.name.ends_with(".json")) by_name.emplace(entry.name, folder / entry.name);
        }
    };
    add(first);
    if (second) add(*second);
    std::vector<fs::path> files;
    for (const auto& [name, file] : by_name) files.push_back(file);
    return files;
}

std::optional<fs::path> below(const std::optional<fs::path>& folder, const char* name) {
    if (!folder) return std::nullopt;
    return *folder / name;
}

}  // namespace

std::optional<fs::path> shipped_data(const fs::path& program) {
    const fs::path tree = program.parent_path().parent_path();
    std::error_code error;
    if (fs::path shared = tree / "share/better-together"; fs::is_directory(shared, error)) return shared;
    const auto source = source_tree(tree);
    if (source && fs::is_directory(*source / "data", error)) return *source / "data";
    return std::nullopt;
}

std::optional<fs::path> own_shipped_data() { return shipped_data(system::own_program()); }

std::vector<fs::path> device_files(const Layout& layout, const std::optional<fs::path>& shipped) {
    return json_files(layout.devices(), below(shipped, "devices"));
}

std::vector<fs::path> soc_files(const Layout& layout, const std::optional<fs::path>& shipped) {
    return json_files(layout.socs(), below(shipped, "socs"));
}

}  // namespace bt::store
