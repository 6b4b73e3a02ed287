#pragma once

#include <vector>

#include "bt/report/page.hpp"
#include "bt/store/inventory.hpp"
#include "bt/store/manifest.hpp"

namespace bt::cli {

// What the store holds of one application on one device, as the report shows it.
std::vector<report::Picture> pictures_of(const store::Layout& layout, const store::Holding& of);
std::vector<report::TitledTable> times_of(const store::Layout& layout, const store::Holding& of);
// Of each step the last time that it was done.
std::vector<report::StepFacts> steps_of(const store::Manifest& manifest, const store::Holding& of);

}  // namespace bt::cli
