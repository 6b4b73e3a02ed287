#include "bt/format/agent_info.hpp"

#include "format/json_cursor.hpp"
#include "format/json_values.hpp"

namespace bt::format {
namespace {

constexpr int last_core = 4095;

std::optional<std::string> text_in(const JsonCursor& object, std::string_view key) {
    const auto found = object.find(key);
    return found ? std::optional(found->string()) : std::nullopt;
}

std::optional<double> number_in(const JsonCursor& object, std::string_view key) {
    const auto found = object.find(key);
    return found ? std::optional(found->number(-largest_number, largest_number)) : std::nullopt;
}

std::vector<JsonCursor> list_in(const JsonCursor& object, std::string_view key) {
    const auto found = object.find(key);
    return found ? found->items(longest_list) : std::vector<JsonCursor>{};
}

AgentPu pu_of(const JsonCursor& cursor) {
    AgentPu found{.pu = {pu_name_of(cursor.at("name")), {}}};
    if (const auto cores = cursor.find("cores")) {
        for (const JsonCursor& core : cores->items(last_core + 1)) {
            found.pu.cores.push_back(static_cast<int>(core.integer(0, last_core)));
        }
    }
    found.clock_mhz = number_in(cursor, "clock_mhz");
    found.governor = text_in(cursor, "governor");
    return found;
}

AgentGpu gpu_of(const JsonCursor& cursor) {
    return {pu_name_of(cursor.at("pu")), cursor.at("about").string(), cursor.at("usable").boolean()};
}

}  // namespace

AgentInfo read_agent_info(std::string_view text, const std::string& source) {
    const JsonDocument document(text, source);
    const JsonCursor root = document.root();
    require_kind(root, "agent-info", 1);
    AgentInfo info;
    info.version = root.at("agent").string();
    info.build = text_in(root, "build").value_or("unknown");
    info.machine = root.at("machine").string();
    info.kernel = text_in(root, "kernel").value_or("");
    info.model = text_in(root, "model");
    info.clock = root.at("clock").string();
    info.backend = backend_of(root.at("backend"));
    for (const JsonCursor& pu : root.at("pus").items(most_pus)) info.pus.push_back(pu_of(pu));
    for (const JsonCursor& note : list_in(root, "notes")) info.notes.push_back(note.string());
    for (const JsonCursor& gpu : list_in(root, "gpus")) info.gpus.push_back(gpu_of(gpu));
    info.temperature_c = number_in(root, "temperature_c");
    info.load = number_in(root, "load");
    for (const JsonCursor& app : list_in(root, "apps")) info.apps.push_back(app_name_of(app.at("name")));
    return info;
}

}  // namespace bt::format
