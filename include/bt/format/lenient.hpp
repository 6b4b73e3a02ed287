#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace bt::format {

// Whether a reader passes over what it cannot use (`--lenient`) or refuses the file at the first fault.
enum class Lenient { no, yes };

// What a lenient reader left out; empty after a strict one.
struct LeftOut {
    static constexpr std::size_t most_reasons = 20;

    std::size_t count = 0;
    std::vector<std::string> reasons;  // of the first few: "FILE:LINE:COLUMN: expected …, found …"

    void add(std::string reason) {
        ++count;
        if (reasons.size() < most_reasons) reasons.push_back(std::move(reason));
    }

    void add(const LeftOut& of_a_part) {
        for (const std::string& reason : of_a_part.reasons) add(reason);
        count += of_a_part.count - of_a_part.reasons.size();
    }
};

}  // namespace bt::format
