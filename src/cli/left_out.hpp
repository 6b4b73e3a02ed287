#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/error.hpp"
#include "bt/format/lenient.hpp"

// `--lenient`, which every command that reads what people may have damaged or cut offers in the same words.
namespace bt::cli {

inline constexpr std::string_view lenient_help = "Leave out what cannot be used, and count it";

inline format::Lenient lenient_if(bool asked) { return asked ? format::Lenient::yes : format::Lenient::no; }

// "3 rows of tree.csv left out; the first: …"; nothing where all could be used.
inline void note_left_out(const format::LeftOut& left_out, std::string_view things, const std::filesystem::path& file,
                          std::vector<std::string>& notes) {
    if (left_out.count == 0) return;
    notes.push_back(std::to_string(left_out.count) + " " + std::string(things) + " of " +
                    printable(file.filename().string(), 200) + " left out; the first: " + left_out.reasons.front());
}

}  // namespace bt::cli
