// The first byte chooses the number of columns, the rest is the file.
#include <string_view>

#include "fuzz/cloud_promises.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::raw_cloud_fuzz {
BT_FUZZ_TARGET(raw_cloud) {
    using bt::apps::tree::Columns;
    if (size == 0) return 0;
    const std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
    const auto columns = data[0] % 3 == 0 ? Columns::automatic : data[0] % 3 == 1 ? Columns::three : Columns::four;
    bt::apps::tree::check_reader([&] { return bt::apps::tree::read_raw(bytes, columns, "fuzz.bin"); });
    return 0;
}

}  // namespace bt::fuzz::raw_cloud_fuzz
