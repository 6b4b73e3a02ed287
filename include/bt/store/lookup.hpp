#pragma once

#include <filesystem>
#include <optional>
#include <string_view>
#include <vector>

#include "bt/store/layout.hpp"

namespace bt::store {

// The data that come with the program: share/better-together beside the bin/ that it lies in, in a build tree as in an
// installed one. Nothing where it is not there.
std::optional<std::filesystem::path> shipped_data(const std::filesystem::path& program);

// The *.json files of `<data>/devices` and then of those that come with the program; of two of one name the first.
// In the order of the names.
std::vector<std::filesystem::path> device_files(const Layout& layout,
                                                const std::optional<std::filesystem::path>& shipped);
std::vector<std::filesystem::path> soc_files(const Layout& layout, const std::optional<std::filesystem::path>& shipped);

// The *.json files of `<data>/apps`: applications that are somebody else's programs.
std::vector<std::filesystem::path> external_app_files(const Layout& layout);

// Where the numbers of applications on one device lie.
struct ProfileFiles {
    std::vector<std::filesystem::path> files;  // joined they are the problem's
    std::vector<AppName> missing;              // of which no profile is known
};

// `apps` may be several, joined by '+'. The profile of all of them together that the day holds; else for each the first
// of: the day's own, `<data>/profiles/<device>/<app>.json`, the same below `shipped`. `day` nothing: only the latter
// two.
ProfileFiles profile_files(const Layout& layout, const std::optional<Date>& day,
                           const std::optional<std::filesystem::path>& shipped, const DeviceId& device,
                           const AppName& apps);

// shipped_data of this very program.
std::optional<std::filesystem::path> own_shipped_data();

}  // namespace bt::store
