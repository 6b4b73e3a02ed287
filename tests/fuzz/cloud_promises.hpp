#pragma once

#include <cmath>
#include <cstdlib>

#include "bt/core/error.hpp"
#include "tree/cloud/cloud.hpp"
#include "unit/tree/task.hpp"

namespace bt::apps::tree {

// Ends the process where a promise of the reader is broken.
inline void promise(bool kept) {
    if (!kept) std::abort();
}

inline void check_tree_of(const Cloud& cloud) {
    const auto app = make_tree(cloud.size());
    Task task(app->buffers());
    const Buffers buffers = task.buffers();
    place_cloud(cloud, cloud.size(), buffers.as<float>(buffer::points));
    Team team(1);
    run_all(*app, buffers, team);
    promise(!app->structural_fault(buffers));
}

template <class Read>
void check_reader(Read read) {
    try {
        const Cloud cloud = read();
        promise(cloud.size() > 0 && cloud.y.size() == cloud.size() && cloud.z.size() == cloud.size());
        for (const auto* column : {&cloud.x, &cloud.y, &cloud.z}) {
            for (const double value : *column) promise(std::isfinite(value));
        }
        check_tree_of(cloud);
    } catch (const Error& error) {
        promise(error.code() == ExitCode::data && !error.failed().empty());
    }
}

}  // namespace bt::apps::tree
