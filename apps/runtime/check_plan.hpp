#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

namespace bt::apps {

enum class Verify { sample, all, off };
Verify parse_verify(std::string_view text);  // throws a usage error

// Which of `tasks` tasks are compared with the reference, ascending: with `sample` the first, the last and every
// tenth, and as many more, spread over the run, as make eight (each checked task can have another input).
std::vector<std::uint64_t> tasks_to_check(Verify verify, std::uint64_t tasks);

// At most `most` of them, for want of memory: spread evenly, the first and the last kept.
std::vector<std::uint64_t> thinned(const std::vector<std::uint64_t>& checked, std::size_t most);

}  // namespace bt::apps
