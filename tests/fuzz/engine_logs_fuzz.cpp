#include <cstdint>
#include <string_view>

#include "bt/core/error.hpp"
#include "bt/format/tegrastats.hpp"
#include "bt/format/trtexec.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::engine_logs_fuzz {
// Logs of TensorRT's tools are read, never written: no input may do more than be refused.
namespace {

template <typename Read>
void try_to(const Read& read) {
    try {
        read();
    } catch (const bt::Error&) {
        return;
    }
}

}  // namespace

BT_FUZZ_TARGET(engine_logs) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try_to([&] {
        for (const auto& row : bt::format::read_layer_profile(text, "fuzz").rows) bt::format::meaning_of(row.name);
    });
    try_to([&] { bt::format::read_gpu_compute(text, "fuzz"); });
    try_to([&] { bt::format::read_tegrastats(text, "fuzz"); });
    bt::format::meaning_of(text);
    return 0;
}

}  // namespace bt::fuzz::engine_logs_fuzz
