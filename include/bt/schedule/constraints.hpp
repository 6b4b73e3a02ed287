#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/stage.hpp"

namespace bt::schedule {

// One thing that a person asks of every schedule.
struct Constraint {
    enum class Kind { forbid, require, together, max_pus, min_pus, exclude_pu };

    Kind kind;
    std::vector<Stage> stages{};  // forbid, require: one; together: two or more
    std::vector<PuName> pus{};    // forbid, require, exclude_pu: one
    int number = 0;               // max_pus, min_pus

    std::string str() const;  // as it would be typed: "--forbid 3:big"
    bool operator==(const Constraint&) const = default;
};

// Throw usage errors that name what is wrong: an unknown PU, a stage that is none of `stages`.
Constraint parse_stage_pu(Constraint::Kind kind, std::string_view text, int stages, const std::vector<PuName>& pus);
Constraint parse_together(const std::vector<std::string>& words, int stages);
Constraint parse_exclude(std::string_view text, const std::vector<PuName>& pus);

}  // namespace bt::schedule
