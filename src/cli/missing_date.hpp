#pragma once

#include <string>

#include "bt/store/date.hpp"
#include "cli/command.hpp"

namespace bt::cli {

// "--date 2026-03-31 " where that was not typed: on another day the same command would take another one.
inline std::string missing_date(const Globals& globals, const store::Date& date) {
    return globals.date ? "" : "--date " + date.str() + " ";
}

}  // namespace bt::cli
