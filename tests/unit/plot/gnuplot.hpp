#pragma once

#include <gtest/gtest.h>

#include "bt/system/child.hpp"
#include "bt/system/program.hpp"

namespace bt::test {

inline std::string gnuplot_version() {
    if (!system::find_program("gnuplot")) return {};
    return system::run_child({{"gnuplot", "--version"}}).out;
}

}  // namespace bt::test

// gnuplot is an optional package.
#define BT_NEED_GNUPLOT() \
    if (!::bt::system::find_program("gnuplot")) GTEST_SKIP() << "gnuplot is not installed"
