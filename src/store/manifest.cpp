#include "bt/store/manifest.hpp"

#include <algorithm>
#include <string_view>

#include "bt/system/file_reader.hpp"
#include "bt/system/line_file.hpp"
#include "store/manifest_json.hpp"

namespace bt::store {
namespace {

constexpr std::uint64_t largest_manifest = std::uint64_t{256} << 20;

// Relative to the store where it lies inside: a store can be moved.
std::string path_in(const Layout& layout, const std::filesystem::path& file) {
    const auto absolute = [](const std::filesystem::path& path) {
        return std::filesystem::absolute(path).lexically_normal();
    };
    const std::filesystem::path inside = absolute(file).lexically_relative(absolute(layout.root()));
    return inside.empty() || *inside.begin() == ".." ? absolute(file).string() : inside.string();
}

}  // namespace

FileRecord record_file(const Layout& layout, const std::filesystem::path& file) {
    return {path_in(layout, file), std::filesystem::file_size(file), system::sha256_of_file(file)};
}

void append_step(const Layout& layout, const Date& date, const StepRecord& step) {
    system::append_line(layout.manifest(date), to_json_line(step));
}

Manifest read_manifest(const Layout& layout, const Date& date) {
    const auto text = system::read_file_if_there(layout.manifest(date), largest_manifest);
    Manifest manifest;
    std::string_view rest = text ? std::string_view(*text) : std::string_view();
    for (std::size_t number = 1; !rest.empty(); ++number) {
        const std::size_t end = rest.find('\n');
        // A last line without its end may be whole by its looks; it is being written, or was cut off.
        std::optional<StepRecord> step;
        if (end != rest.npos) step = parse_json_line(rest.substr(0, end));
        if (step) {
            manifest.steps.push_back(std::move(*step));
        } else {
            manifest.unread.push_back(number);
        }
        rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
    }
    return manifest;
}

}  // namespace bt::store
