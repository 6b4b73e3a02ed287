#pragma once

#include <string>
#include <string_view>

#include "bt/format/bench_log.hpp"

namespace bt::format {

// Adds it to `additions`; one of a later version, or of a kind that is not known, is passed over. Throws a data error
// with `number` as the line.
void parse_addition(std::string_view line, const std::string& file, std::size_t number, const BenchHeader& header,
                    BenchAdditions& additions);

std::string addition_text(const BenchSwitch& addition, const BenchHeader& header);
std::string addition_text(const BenchStream& addition, const BenchHeader& header);
std::string addition_text(const BenchDemand& addition, const BenchHeader& header);

}  // namespace bt::format
