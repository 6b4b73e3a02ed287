#include "store/manifest_json.hpp"

#include <concepts>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace bt::store {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* unavailable = "unavailable";
constexpr int version_written = 1;

template <typename Value>
Json or_unavailable(const std::optional<Value>& value) {
    return value ? Json(*value) : Json(unavailable);
}

// The library itself takes 1e300 for a whole number, without a word and with undefined behaviour.
template <std::integral Value>
Value read(const Json& value) {
    const auto in_range = [](auto number) {
        if (!std::in_range<Value>(number)) throw std::out_of_range("a number of the manifest");
        return static_cast<Value>(number);
    };
    if (value.is_number_unsigned()) return in_range(value.get<std::uint64_t>());
    if (value.is_number_integer()) return in_range(value.get<std::int64_t>());
    throw std::out_of_range("a number of the manifest");
}

template <typename Value>
Value read(const Json& value) {
    return value.get<Value>();
}

template <typename Value>
std::optional<Value> available(const Json& value) {
    if (value == unavailable) return std::nullopt;
    return read<Value>(value);
}

template <typename Value>
std::optional<Value> if_there(const Json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end()) return std::nullopt;
    return read<Value>(*found);
}

Json to_json(const Environment& here) {
    return {{"host", or_unavailable(here.host)},
            {"kernel", or_unavailable(here.kernel)},
            {"cpu", or_unavailable(here.cpu)},
            {"cores", or_unavailable(here.cores)},
            {"memory_bytes", or_unavailable(here.memory_bytes)},
            {"governors", here.governors.empty() ? Json(unavailable) : Json(here.governors)},
            {"load", or_unavailable(here.load)},
            {"program",
             {{"version", here.version},
              {"build_id", here.build_id},
              {"build_type", here.build_type},
              {"compiler", here.compiler}}},
            {"command", here.command},
            {"folder", or_unavailable(here.folder)}};
}

Environment to_environment(const Json& json) {
    Environment here;
    here.host = available<std::string>(json.at("host"));
    here.kernel = available<std::string>(json.at("kernel"));
    here.cpu = available<std::string>(json.at("cpu"));
    here.cores = available<int>(json.at("cores"));
    here.memory_bytes = available<std::uint64_t>(json.at("memory_bytes"));
    here.governors = available<std::vector<std::string>>(json.at("governors")).value_or(std::vector<std::string>());
    here.load = available<double>(json.at("load"));
    const Json& program = json.at("program");
    program.at("version").get_to(here.version);
    program.at("build_id").get_to(here.build_id);
    program.at("build_type").get_to(here.build_type);
    program.at("compiler").get_to(here.compiler);
    json.at("command").get_to(here.command);
    here.folder = available<std::string>(json.at("folder"));
    return here;
}

Json to_json(const std::vector<FileRecord>& files) {
    Json list = Json::array();
    for (const FileRecord& file : files) {
        list.push_back({{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}});
    }
    return list;
}

std::vector<FileRecord> to_files(const Json& list) {
    std::vector<FileRecord> files;
    for (const Json& file : list) {
        files.push_back({file.at("path").get<std::string>(), read<std::uint64_t>(file.at("bytes")),
                         file.at("sha256").get<std::string>()});
    }
    return files;
}

// A flag that was given several times is one member with all its values.
Json to_settings(const std::vector<std::pair<std::string, std::string>>& settings) {
    Json json = Json::object();
    for (const auto& [name, value] : settings) {
        const auto before = json.find(name);
        json[name] = before == json.end() ? value : before->get<std::string>() + " " + value;
    }
    return json;
}

StepRecord to_step(const Json& json) {
    StepRecord step;
    json.at("step").get_to(step.step);
    json.at("started").get_to(step.started);
    json.at("ended").get_to(step.ended);
    step.device = if_there<std::string>(json, "device");
    step.app = if_there<std::string>(json, "app");
    step.backend = if_there<std::string>(json, "backend");
    for (const auto& [name, value] : json.at("params").items()) step.params[name] = value.get<std::string>();
    step.seed = if_there<std::uint64_t>(json, "seed");
    for (const auto& [name, value] : json.at("settings").items()) {
        step.settings.emplace_back(name, value.get<std::string>());
    }
    step.inputs = to_files(json.at("inputs"));
    step.outputs = to_files(json.at("outputs"));
    step.exit = read<int>(json.at("exit"));
    json.at("result").get_to(step.result);
    step.environment = to_environment(json.at("environment"));
    return step;
}

}  // namespace

std::string to_json_line(const StepRecord& step) {
    Json json{{"kind", "step"}, {"version", version_written}, {"step", step.step}};
    json["started"] = step.started;
    json["ended"] = step.ended;
    if (step.device) json["device"] = *step.device;
    if (step.app) json["app"] = *step.app;
    if (step.backend) json["backend"] = *step.backend;
    json["params"] = Json::object();
    for (const auto& [name, value] : step.params) json["params"][name] = value;
    if (step.seed) json["seed"] = *step.seed;
    json["settings"] = to_settings(step.settings);
    json["inputs"] = to_json(step.inputs);
    json["outputs"] = to_json(step.outputs);
    json["exit"] = step.exit;
    json["result"] = step.result;
    json["environment"] = to_json(step.environment);
    // A command line may hold bytes that are no UTF-8; the line must be JSON all the same.
    return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<StepRecord> parse_json_line(std::string_view line) {
    const Json json = Json::parse(line, nullptr, false);
    if (!json.is_object() || json.value("kind", Json()) != "step" || json.value("version", Json()) != version_written) {
        return std::nullopt;
    }
    try {
        return to_step(json);
    } catch (const Json::exception&) {
        return std::nullopt;
    } catch (const std::out_of_range&) {
        return std::nullopt;
    }
}

}  // namespace bt::store
