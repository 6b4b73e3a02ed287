#pragma once

#include <gtest/gtest.h>

#include <string>

#include "bt/core/error.hpp"

namespace bt::format {

// What a reader says about bad data; "no error" where it takes it.
template <typename Act>
std::string fault_from(Act&& act) {
    try {
        act();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data) << error.failed();
        return error.failed();
    }
    return "no error";
}

// `text` with `from`, which must stand in it once, replaced.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    EXPECT_NE(at, std::string::npos) << "not in the sample: " << from;
    if (at == std::string::npos) return text;
    EXPECT_EQ(text.find(from, at + 1), std::string::npos) << "more than once in the sample: " << from;
    return text.replace(at, from.size(), to);
}

}  // namespace bt::format
