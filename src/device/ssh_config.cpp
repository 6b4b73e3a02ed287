#include <glob.h>

#include <algorithm>
#include <cctype>

#include "bt/device/transports.hpp"
#include "bt/system/file_reader.hpp"

namespace bt::device {
namespace {

constexpr std::uint64_t largest_config = std::uint64_t{1} << 20U;
constexpr int deepest_include = 16;  // as ssh itself

std::vector<std::string> words_of(std::string line) {
    std::replace_if(
        line.begin(), line.end(), [](char c) { return c == '\t' || c == '=' || c == '\r' || c == '"'; }, ' ');
    std::vector<std::string> words;
    for (std::size_t begin = 0; (begin = line.find_first_not_of(' ', begin)) != std::string::npos;) {
        const std::size_t stop = std::min(line.find(' ', begin), line.size());
        words.push_back(line.substr(begin, stop - begin));
        begin = stop;
    }
    if (!words.empty()) {
        std::transform(words[0].begin(), words[0].end(), words[0].begin(),
                       [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    }
    return words;
}

template <class Take>
void for_each_line(std::string_view config, Take take) {
    while (!config.empty()) {
        const std::size_t end = std::min(config.find('\n'), config.size());
        take(words_of(std::string(config.substr(0, end))));
        config.remove_prefix(std::min(end + 1, config.size()));
    }
}

std::vector<std::filesystem::path> matches(const std::filesystem::path& folder, const std::string& pattern) {
    const std::string whole =
        pattern.starts_with('/') || pattern.starts_with('~') ? pattern : (folder / pattern).string();
    glob_t found{};
    std::vector<std::filesystem::path> files;
    if (::glob(whole.c_str(), GLOB_TILDE, nullptr, &found) == 0) {
        for (std::size_t i = 0; i < found.gl_pathc; ++i) files.emplace_back(found.gl_pathv[i]);
    }
    ::globfree(&found);
    return files;
}

void collect(const std::filesystem::path& file, int depth, std::vector<std::string>& hosts) {
    if (depth > deepest_include) return;
    const auto config = system::read_file_if_there(file, largest_config);
    if (!config) return;
    for (std::string& host : ssh_config_hosts(*config)) hosts.push_back(std::move(host));
    for_each_line(*config, [&](const std::vector<std::string>& words) {
        if (words.empty() || words[0] != "include") return;
        for (std::size_t i = 1; i < words.size(); ++i) {
            for (const auto& each : matches(file.parent_path(), words[i])) collect(each, depth + 1, hosts);
        }
    });
}

}  // namespace

// "Host a b !c *.d": names that can be typed; patterns and negations are not.
std::vector<std::string> ssh_config_hosts(std::string_view config) {
    std::vector<std::string> hosts;
    for_each_line(config, [&](const std::vector<std::string>& words) {
        if (words.empty() || words[0] != "host") return;
        for (std::size_t i = 1; i < words.size(); ++i) {
            if (words[i].find_first_of("*?!") == std::string::npos) hosts.push_back(words[i]);
        }
    });
    return hosts;
}

std::vector<std::string> ssh_config_hosts_of(const std::filesystem::path& file) {
    std::vector<std::string> hosts;
    collect(file, 0, hosts);
    return hosts;
}

}  // namespace bt::device
