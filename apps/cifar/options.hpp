#pragma once

#include <string>
#include <vector>

#include "runtime/application.hpp"

namespace bt::apps::cifar {

// The parameters of the CIFAR applications. All throw usage errors.
inline constexpr std::size_t most_images = 4096;  // in a batch: 268 MB in the largest buffer

ParamSpec batch_spec();
ParamSpec density_spec();

void refuse_unknown(const std::string& app, const AppOptions& options, const std::vector<ParamSpec>& specs);
std::size_t batch_of(const AppOptions& options);
double density_of(const AppOptions& options);  // in (0, 1]

// The shortest text that reads back the same: 0.10 and 0.1 are one size.
std::string canonical(double density);

}  // namespace bt::apps::cifar
