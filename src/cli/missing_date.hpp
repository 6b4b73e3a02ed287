#pragma once

#include <string>

#include "bt/core/error.hpp"
#include "bt/store/date.hpp"
#include "cli/command.hpp"

namespace bt::cli {

// "--date 2026-03-31 " where that was not typed: on another day the same command would take another one.
inline std::string missing_date(const Globals& globals, const store::Date& date) {
    return globals.date ? "" : "--date " + date.str() + " ";
}

// What a person must know who has mended the cause: the error, and how to go on.
inline Error to_be_resumed_with(const Error& error, const Globals& globals, const store::Date& date) {
    const std::string advice = error.advice().empty() ? "" : error.advice() + "; ";
    return {error.code(), error.failed(),
            advice + "what was measured is kept: the same command with " + missing_date(globals, date) +
                "--resume goes on"};
}

}  // namespace bt::cli
