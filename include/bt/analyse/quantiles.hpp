#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <vector>

namespace bt::analyse {

// Quantiles of any number of values ≥ 0 in memory that does not grow with them: exact for the first `most_exact`
// values, from then on within 1/4096 of the value (each octave is cut into 2048 parts).
class Quantiles {
public:
    static constexpr std::size_t most_exact = 4096;

    void add(double value);
    void add(const Quantiles& other, double factor = 1);  // its values × factor

    std::uint64_t count() const { return count_; }
    double quantile(double p) const;  // one value or more, 0 ≤ p ≤ 1; linear between order statistics while exact

private:
    static constexpr int parts = 2048;
    using Octave = std::array<std::uint64_t, parts>;

    void count_in(double value, std::uint64_t times);
    void give_up_exactness();

    std::uint64_t count_ = 0;
    std::vector<double> exact_;
    std::map<int, Octave> octaves_;  // by binary exponent; a run's latencies lie in two or three
};

}  // namespace bt::analyse
