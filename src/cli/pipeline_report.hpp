#pragma once

#include <filesystem>
#include <vector>

#include "bt/store/date.hpp"
#include "cli/pipeline_outcome.hpp"

namespace bt::cli {

// `--report`: everything that the store knows of these devices and applications on that day, as one HTML file. `file`
// empty: in the store, beside the day's folders, named after what it is about; the manifest then says so. Returns where
// it lies.
std::filesystem::path write_report(const std::vector<Outcome>& outcomes, std::filesystem::path file, const Fleet& fleet,
                                   const store::Date& date, const Invocation& invocation);

// Its name where none was given.
std::filesystem::path report_file(const std::vector<std::string>& devices, const std::vector<std::string>& apps,
                                  const Fleet& fleet, const store::Date& date);

}  // namespace bt::cli
