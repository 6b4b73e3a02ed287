#include "unit/vulkan/pin_lavapipe.hpp"

#include <glob.h>

#include <cstdlib>

namespace bt::apps::test {

std::optional<std::string> pin_lavapipe() {
    glob_t found{};
    std::optional<std::string> path;
    if (glob("/usr/share/vulkan/icd.d/lvp_icd*.json", 0, nullptr, &found) == 0) path = found.gl_pathv[0];
    globfree(&found);
    if (path) {
        setenv("VK_DRIVER_FILES", path->c_str(), 1);   // loaders from 1.3.207 on
        setenv("VK_ICD_FILENAMES", path->c_str(), 1);  // and those before
    }
    return path;
}

}  // namespace bt::apps::test
