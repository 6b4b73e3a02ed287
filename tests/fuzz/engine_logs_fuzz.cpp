#include <cstdint>
#include <string_view>

#include "bt/core/error.hpp"
#include "bt/format/tegrastats.hpp"
#include "bt/format/trtexec.hpp"

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

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try_to([&] {
        for (const auto& row : bt::format::read_layer_profile(text, "fuzz").rows) bt::format::meaning_of(row.name);
    });
    try_to([&] { bt::format::read_gpu_compute(text, "fuzz"); });
    try_to([&] { bt::format::read_tegrastats(text, "fuzz"); });
    bt::format::meaning_of(text);
    return 0;
}
