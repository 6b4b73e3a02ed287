#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bt::device {

// What a script on a device says of it: lines "key=value".
class Facts {
public:
    void add(std::string key, std::string value) { all_.emplace_back(std::move(key), std::move(value)); }

    bool has(std::string_view key) const;
    std::string text(std::string_view key) const;  // of the first of that key; empty where there is none
    std::vector<std::string> all(std::string_view key) const;

private:
    std::vector<std::pair<std::string, std::string>> all_;
};

Facts read_facts(std::string_view text);

}  // namespace bt::device
