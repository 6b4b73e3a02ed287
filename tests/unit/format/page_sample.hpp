#pragma once

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#ifndef BT_SOURCE_DIR
#error "the test's CMakeLists.txt defines BT_SOURCE_DIR"
#endif

namespace bt::format {

inline std::string file_text(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    EXPECT_TRUE(in) << path;
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

// The fenced block of a page whose opening line is "```text NAME" (or another language): the page is the fixture, so it
// cannot go stale.
inline std::string page_sample(const std::string& page, const std::string& name, const std::string& language = "text") {
    const std::string text = file_text(std::string(BT_SOURCE_DIR) + "/" + page);
    const std::string opening = "```" + language + " " + name + "\n";
    const std::size_t begin = text.find(opening);
    EXPECT_NE(begin, std::string::npos) << page << " has no sample " << name;
    if (begin == std::string::npos) return {};
    const std::size_t first = begin + opening.size();
    return text.substr(first, text.find("```", first) - first);
}

}  // namespace bt::format
