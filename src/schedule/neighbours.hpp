#pragma once

#include <functional>
#include <vector>

#include "bt/schedule/problem.hpp"

namespace bt::schedule {

// Every allowed schedule of the same PUs that differs by one edge between chunks or by two PUs exchanged.
void each_neighbour(const Problem& problem, const std::vector<Piece>& pieces,
                    const std::function<void(const std::vector<Piece>&)>& visit);

}  // namespace bt::schedule
