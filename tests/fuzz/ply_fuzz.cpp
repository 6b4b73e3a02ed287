// Any bytes are a cloud of finite points, which makes a right tree, or one error.
#include <string_view>

#include "fuzz/cloud_promises.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::ply_fuzz {
BT_FUZZ_TARGET(ply) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    bt::apps::tree::check_reader([&] { return bt::apps::tree::read_ply(bytes, "fuzz.ply"); });
    return 0;
}

}  // namespace bt::fuzz::ply_fuzz
