#pragma once

#include <string>
#include <vector>

namespace bt::cli {

// Columns of text for a terminal, as wide as their widest entry; the last one is not padded.
class TextTable {
public:
    explicit TextTable(std::vector<std::string> headings) : rows_{std::move(headings)} {}
    void add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
    std::string str() const;

private:
    std::vector<std::vector<std::string>> rows_;
};

// "1 campaign", "2 campaigns"
inline std::string count_of(std::size_t count, const std::string& thing) {
    return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

}  // namespace bt::cli
