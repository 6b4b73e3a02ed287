#include <algorithm>
#include <vector>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "cifar-dense/dense.hpp"
#include "cifar-sparse/sparse.hpp"
#include "runtime/application.hpp"
#include "tree/tree.hpp"

namespace bt::apps {
namespace {

// In the order of their names: one line for each application.
std::vector<AppEntry> all_entries() {
    std::vector<AppEntry> entries;
    entries.push_back(cifar_dense_entry());
    entries.push_back(cifar_sparse_entry());
    entries.push_back(tree_entry());
    return entries;
}

}  // namespace

std::span<const AppEntry> catalogue() {
    static const std::vector<AppEntry> entries = all_entries();
    return entries;
}

std::unique_ptr<Application> make_application(const AppName& name, const AppOptions& options) {
    const std::span<const AppEntry> entries = catalogue();
    const auto entry =
        std::find_if(entries.begin(), entries.end(), [&](const AppEntry& e) { return e.name == name.str(); });
    if (entry != entries.end()) return entry->make(options);
    std::vector<std::string> names;
    for (const AppEntry& known : entries) names.push_back(known.name);
    throw usage_error("unknown application '" + name.str() + "'", did_you_mean(name.str(), names));
}

}  // namespace bt::apps
