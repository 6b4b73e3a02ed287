#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bt/core/names.hpp"

namespace bt::store {

// What a file says that it is about. Nothing is taken for granted: old files say little, damaged ones nothing.
struct About {
    std::optional<DeviceId> device;
    std::optional<AppName> app;
    std::optional<Backend> backend;
};

// From the beginning of JSON text: the first object's `device`, `app` and `backend`.
About about_json(std::string_view text);

// From the beginning of a raw log: its first line.
About about_raw_log(std::string_view text);

// From the beginning of a result log: the schedule that it ran first.
About about_result_log(std::string_view text);

// From the text of a table: its column `device`, and how often it was measured.
struct AboutTable {
    std::optional<DeviceId> device;
    int campaigns = 0;
    int runs = 0;
};
AboutTable about_table(std::string_view text);

}  // namespace bt::store
