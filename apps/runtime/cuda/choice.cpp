#include "runtime/cuda/cuda.hpp"

namespace bt::apps {

std::optional<std::size_t> Cuda::first_usable() const {
    for (std::size_t i = 0; i < devices_.size(); ++i) {
        if (!devices_[i].unusable) return i;
    }
    return std::nullopt;
}

}  // namespace bt::apps
