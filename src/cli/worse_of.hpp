#pragma once

#include "bt/core/error.hpp"

namespace bt::cli {

// What a command ends with of which several things went wrong: an interruption before all, then 5 before 3 before 4.
inline ExitCode worse_of(ExitCode a, ExitCode b) {
    const auto rank = [](ExitCode code) {
        switch (code) {
            case ExitCode::done: return 0;
            case ExitCode::interrupted:
            case ExitCode::terminated: return 6;
            case ExitCode::wrong_result: return 5;
            case ExitCode::device: return 4;
            case ExitCode::data: return 3;
            case ExitCode::usage: return 2;
            default: return 1;
        }
    };
    return rank(a) >= rank(b) ? a : b;
}

}  // namespace bt::cli
