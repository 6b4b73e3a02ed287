#pragma once

#include <cstdlib>
#include <filesystem>

namespace bt::e2e {

// Everything of the person's own that runner looks at lies below `folder`; the store in `store`.
inline void take_own_places(const std::filesystem::path& folder, const std::filesystem::path& store) {
    std::filesystem::create_directories(folder / "run");
    std::filesystem::permissions(folder / "run", std::filesystem::perms::owner_all);
    setenv("HOME", (folder / "home").c_str(), 1);
    setenv("XDG_RUNTIME_DIR", (folder / "run").c_str(), 1);
    setenv("BT_DATA", store.c_str(), 1);
    for (const char* name : {"XDG_CACHE_HOME", "BT_AGENTS", "BT_SOC"}) unsetenv(name);
}

}  // namespace bt::e2e
