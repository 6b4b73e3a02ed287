// A weights file: an array that is read has the values that its shape promises, all finite.
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "bt/core/error.hpp"
#include "cifar/npy.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::npy_fuzz {
BT_FUZZ_TARGET(npy) {
    try {
        const auto array = bt::apps::cifar::read_npy({reinterpret_cast<const char*>(data), size}, "fuzz.npy");
        std::size_t count = 1;
        for (const std::size_t dimension : array.shape) count *= dimension;
        if (array.values.size() != count) std::abort();
        for (const float value : array.values)
            if (!std::isfinite(value)) std::abort();
    } catch (const bt::Error& error) {
        if (error.code() != bt::ExitCode::data || error.failed().empty()) std::abort();
    }
    return 0;
}

}  // namespace bt::fuzz::npy_fuzz
