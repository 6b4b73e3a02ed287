#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "bt/format/json_writer.hpp"

namespace bt::cli {

// What a dry run of a step that only reads and writes files says to programs.
inline std::string plan_json(std::string_view step, const std::vector<std::filesystem::path>& reads,
                             const std::vector<std::filesystem::path>& writes) {
    format::JsonWriter json;
    json.begin_object().member("kind", "plan").member("version", 1).member("step", step);
    const auto write = [&](std::string_view key, const std::vector<std::filesystem::path>& files) {
        json.key(key).begin_array();
        for (const auto& file : files) json.value(std::string_view(format::valid_utf8(file.string())));
        json.end();
    };
    write("reads", reads);
    write("writes", writes);
    return json.end().take();
}

}  // namespace bt::cli
