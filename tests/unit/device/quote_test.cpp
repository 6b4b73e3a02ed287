#include "bt/device/quote.hpp"

#include <gtest/gtest.h>

#include "bt/core/error.hpp"
#include "bt/system/child.hpp"

namespace bt::device {
namespace {

TEST(ShellWord, CarriesEveryByteThroughARealShellUnchanged) {
    std::string all;
    for (int byte = 1; byte < 256; ++byte) all += static_cast<char>(byte);
    const auto echoed = system::run_child({{"/bin/sh", "-c", "printf %s " + shell_word(all)}});
    EXPECT_EQ(echoed.out, all);
}

TEST(ShellWord, KeepsAnEmptyWordAWord) {
    const std::vector<std::string> words{"a b", "", "'", "$(id)", "`id`", "-n"};
    const auto counted = system::run_child({{"/bin/sh", "-c", "set -- " + shell_words(words) + "; echo $#"}});
    EXPECT_EQ(counted.out, "6\n");
}

TEST(ShellWord, RefusesWhatNoShellCanCarry) { EXPECT_THROW(shell_word(std::string_view("a\0b", 3)), Error); }

}  // namespace
}  // namespace bt::device
