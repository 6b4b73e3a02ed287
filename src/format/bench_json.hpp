#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "bt/format/bench_log.hpp"

namespace bt::format {

// The two JSON lines of our benchmark log. Parsing throws data errors with `number` as the line.
BenchHeader parse_bench_header(std::string_view line, const std::string& file, std::size_t number);
BenchCell parse_bench_cell(std::string_view line, const std::string& file, std::size_t number,
                           const BenchHeader& header);

std::string header_text(const BenchHeader& header);
std::string cell_text(const BenchCell& cell);

// Throws where the cell is none of a device with these PUs.
void require_valid(const BenchCell& cell, const BenchHeader& header);

}  // namespace bt::format
