#include "bt/schedule/cost.hpp"

#include <algorithm>
#include <cmath>

#include "bt/schedule/cost_model.hpp"

namespace bt::schedule {

Cost to_cost(Milliseconds time) {
    const auto rounded = static_cast<Cost>(std::llround(time.count() * 1e6));
    return time.count() > 0 ? std::max<Cost>(rounded, 1) : rounded;
}

StageTimes::StageTimes(int stages, int pus)
    : stages_(stages), pus_(pus), times_(static_cast<std::size_t>(stages) * static_cast<std::size_t>(pus)) {}

}  // namespace bt::schedule
