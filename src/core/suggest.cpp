#include "bt/core/suggest.hpp"

#include <algorithm>
#include <vector>

#include "bt/core/error.hpp"

namespace bt {
namespace {

// Optimal string alignment: insertions, deletions, substitutions, and swaps of neighbours each cost 1.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
    for (std::size_t j = 0; j <= b.size(); ++j) d[0][j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substitution = d[i - 1][j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0);
            d[i][j] = std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, substitution});
            const bool swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (swapped) d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
        }
    }
    return d[a.size()][b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view typed, std::span<const std::string> candidates) {
    constexpr std::size_t longest_typed = 64;  // nobody mistypes more; keeps the table small
    if (typed.size() > longest_typed) return std::nullopt;
    std::optional<std::string> best;
    std::size_t best_distance = 0;
    for (const std::string& candidate : candidates) {
        if (candidate.size() > longest_typed) continue;
        const std::size_t allowed = std::max<std::size_t>(1, std::max(typed.size(), candidate.size()) / 3);
        const std::size_t found = distance(typed, candidate);
        if (found <= allowed && (!best || found < best_distance)) {
            best = candidate;
            best_distance = found;
        }
    }
    return best;
}

std::string did_you_mean(std::string_view typed, std::span<const std::string> candidates) {
    if (const auto near = nearest(typed, candidates)) return "did you mean '" + printable(*near) + "'?";
    if (candidates.empty()) return {};
    std::string out = "there are:";
    for (const std::string& candidate : candidates) out += ' ' + printable(candidate);
    return out;
}

}  // namespace bt
