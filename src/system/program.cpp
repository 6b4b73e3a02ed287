#include "bt/system/program.hpp"

#include <unistd.h>

#include <cstdlib>

#include "bt/core/error.hpp"
#include "bt/system/file_reader.hpp"

namespace bt::system {
namespace {

bool is_program(const std::filesystem::path& file) {
    std::error_code error;
    return std::filesystem::is_regular_file(file, error) && ::access(file.c_str(), X_OK) == 0;
}

}  // namespace

std::optional<std::filesystem::path> find_program(std::string_view name) {
    if (name.empty()) return std::nullopt;
    if (name.find('/') != std::string_view::npos) {
        std::error_code error;
        if (!std::filesystem::exists(name, error)) return std::nullopt;
        return std::filesystem::path(name);
    }
    const char* path = std::getenv("PATH");
    std::string_view folders = path ? path : "/usr/bin:/bin";
    for (;;) {
        const std::size_t end = std::min(folders.find(':'), folders.size());
        const std::string_view folder = folders.substr(0, end);
        std::filesystem::path file = std::filesystem::path(folder.empty() ? "." : folder) / name;
        if (is_program(file)) return file;
        if (end == folders.size()) return std::nullopt;
        folders.remove_prefix(end + 1);
    }
}

std::filesystem::path own_program() {
    std::error_code error;
    std::filesystem::path file = std::filesystem::read_symlink("/proc/self/exe", error);
    if (error) throw host_error("cannot read /proc/self/exe: " + error.message(), "is /proc mounted?");
    return file;
}

std::vector<std::string> command_line_of(int pid) {
    std::vector<std::string> argv;
    try {
        const auto text = read_file_if_there("/proc/" + std::to_string(pid) + "/cmdline", std::uint64_t{1} << 22);
        for (std::size_t begin = 0; text && begin < text->size();) {
            const std::size_t end = std::min(text->find('\0', begin), text->size());
            argv.push_back(text->substr(begin, end - begin));
            begin = end + 1;
        }
    } catch (const Error&) {
        argv.clear();  // another user's process where /proc hides them
    }
    return argv;
}

}  // namespace bt::system
