#pragma once

#include <span>

#include "bt/analyse/figure.hpp"

namespace bt::analyse {

// Undefined below three pairs, or where all values of one side are equal.
Figure pearson(std::span<const double> x, std::span<const double> y);
Figure spearman(std::span<const double> x, std::span<const double> y);
Figure kendall(std::span<const double> x, std::span<const double> y);

}  // namespace bt::analyse
