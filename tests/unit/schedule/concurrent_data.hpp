#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "format/json_cursor.hpp"

namespace bt::schedule::test {

// What somebody else's programs answered for concurrent networks. Without BT_REFERENCE these tests skip.
class ConcurrentData : public testing::Test {
protected:
    void SetUp() override {
        if (!std::getenv("BT_REFERENCE")) GTEST_SKIP() << "BT_REFERENCE is not set";
    }

    static std::string text_of(const std::string& name) {
        std::ifstream in(std::string(std::getenv("BT_REFERENCE")) + "/data/concurrent/" + name);
        std::stringstream text;
        text << in.rdbuf();
        return text.str();
    }

    static std::vector<double> numbers(const format::JsonCursor& object, const char* key) {
        std::vector<double> made;
        if (const auto list = object.find(key)) {
            for (const format::JsonCursor& each : list->items(100)) made.push_back(each.number(0, 1e9));
        }
        return made;
    }
};

}  // namespace bt::schedule::test
