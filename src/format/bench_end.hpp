#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace bt::format {

// `### BT END status=0 lines=N ###`: N lines, the header's among them, stand before this one.
struct BenchEnd {
    int status = 0;
    std::size_t lines = 0;
};

std::optional<BenchEnd> parse_bench_end(std::string_view line);
std::string end_text(const BenchEnd& end);

}  // namespace bt::format
