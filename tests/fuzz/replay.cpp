// fuzz_replay TARGET FOLDER…: a fuzz target over every file of the folders, the kept corpus as a test, with any
// compiler.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "fuzz/target.hpp"

namespace bt::fuzz {
namespace {

std::map<std::string, Target>& targets() {
    static std::map<std::string, Target> all;
    return all;
}

std::vector<std::filesystem::path> files_below(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file()) files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

void replay(Target target, const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::filesystem::filesystem_error("cannot read", file, std::make_error_code(std::errc::io_error));
    const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
    // A copy of the exact size on the heap: a read one byte too far is the sanitizer's to see.
    const std::vector<std::uint8_t> input(bytes.begin(), bytes.end());
    std::fprintf(stderr, "replaying %s\n", file.c_str());  // the last line names the culprit of a crash
    target(input.data(), input.size());
}

std::size_t replay_all(Target target, const std::vector<std::string>& folders) {
    std::size_t count = 0;
    for (const std::string& folder : folders) {
        for (const auto& file : files_below(folder)) {
            replay(target, file);
            ++count;
        }
    }
    return count;
}

}  // namespace

bool register_target(const char* name, Target target) { return targets().emplace(name, target).second; }

}  // namespace bt::fuzz

int main(int argc, char** argv) try {
    using namespace bt::fuzz;
    const auto found = targets().find(argc > 1 ? argv[1] : "");
    if (found == targets().end()) {
        std::fputs("usage: fuzz_replay TARGET FOLDER...\n", stderr);
        return 2;
    }
    const std::size_t count = replay_all(found->second, {argv + 2, argv + argc});
    std::printf("%zu inputs replayed\n", count);
    if (count == 0) std::fputs("no input found: the corpus folder is empty or was not given\n", stderr);
    return count == 0 ? 1 : 0;
} catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
}
