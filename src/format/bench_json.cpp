#include "format/bench_json.hpp"

#include <algorithm>
#include <utility>

#include "bt/core/error.hpp"
#include "bt/format/json_writer.hpp"
#include "format/json_cursor.hpp"

namespace bt::format {
namespace {

constexpr std::size_t most_pus = 64;
constexpr std::size_t most_params = 1000;
constexpr std::size_t most_samples = 4'000'000;                 // what JsonDocument takes, less the other members
constexpr std::int64_t longest_sample = 1'000'000'000'000'000;  // 11 days
constexpr std::int64_t largest_batch = 1'000'000'000;
constexpr std::int64_t most_repeats = 1'000'000;

// Names check themselves, as arguments of a command; here a wrong one is a fault of the file.
template <typename Make>
auto named(const JsonCursor& cursor, std::string_view expected, Make make) {
    try {
        return make(cursor.string());
    } catch (const Error& error) {
        if (error.code() != ExitCode::usage) throw;
        throw cursor.fault(expected, error.failed());
    }
}

PuName parse_pu(const JsonCursor& cursor) {
    return named(cursor, "a PU name", [](const std::string& text) { return PuName(text); });
}

LogClock parse_clock(const JsonCursor& cursor) {
    for (const LogClock clock : {LogClock::monotonic, LogClock::virtual_time}) {
        if (cursor.string() == to_string(clock)) return clock;
    }
    throw cursor.fault("monotonic or virtual");
}

std::vector<PuName> parse_pus(const JsonCursor& cursor) {
    std::vector<PuName> pus;
    for (const JsonCursor& item : cursor.items(most_pus)) {
        pus.push_back(parse_pu(item));
        if (std::count(pus.begin(), pus.end(), pus.back()) > 1) throw item.fault("each PU once");
    }
    return pus;
}

BeforeAfter parse_pair(const JsonCursor& cell, std::string_view key) {
    const auto pair = cell.find(key);
    if (!pair) return {};
    const auto items = pair->items(2);
    if (items.size() != 2) throw pair->fault("[before, after]");
    const auto value = [](const JsonCursor& item) -> std::optional<double> {
        if (item.is_null() || (item.is_string() && item.string() == "unavailable")) return std::nullopt;
        return item.number(-300, 1e6);
    };
    return {value(items[0]), value(items[1])};
}

std::vector<std::int64_t> parse_samples(const JsonCursor& cursor) {
    std::vector<std::int64_t> samples;
    const auto items = cursor.items(most_samples);
    if (items.empty()) throw cursor.fault("one sample or more");
    samples.reserve(items.size());
    for (const JsonCursor& item : items) samples.push_back(item.integer(1, longest_sample));
    return samples;
}

void write_pair(JsonWriter& json, std::string_view name, const BeforeAfter& pair) {
    json.key(name).begin_array().value(pair.before).value(pair.after).end();
}

// What is wrong with where a cell claims to stand, or nothing.
std::string fault_of(const BenchCell& cell, const BenchHeader& header) {
    if (cell.stages.last < cell.stages.first) return "a range of stages that ends before it begins";
    if (!cell.set.contains(cell.pu)) return "PU " + cell.pu.str() + " is not in its set " + cell.set.str();
    for (const PuName& pu : cell.set.pus()) {
        if (std::find(header.pus.begin(), header.pus.end(), pu) == header.pus.end()) {
            return "PU " + pu.str() + " is none of the header's";
        }
    }
    if (ActiveSet(cell.set.pus(), header.pus) != cell.set) return "set " + cell.set.str() + " is not in device order";
    return {};
}

}  // namespace

BenchHeader parse_bench_header(std::string_view line, const std::string& file, std::size_t number) {
    const JsonDocument document(line, file, number, 1, longest_bench_line);
    const JsonCursor root = document.root();
    require_kind(root, "bench-log", 1);
    BenchHeader header{
        .agent = root.at("agent").string(),
        .device = named(root.at("device"), "a device id", [](const std::string& text) { return DeviceId(text); }),
        .app = named(root.at("app"), "an application's name", [](const std::string& text) { return AppName(text); }),
        .backend = named(root.at("backend"), "cpu, vk or cu", parse_backend),
        .seed = static_cast<std::uint64_t>(root.at("seed").integer(0, INT64_MAX)),
        .clock = parse_clock(root.at("clock")),
        .pus = parse_pus(root.at("pus")),
    };
    if (header.pus.empty()) throw root.at("pus").fault("one PU or more");
    if (const auto others = root.find("left_out")) header.left_out = parse_pus(*others);
    for (const PuName& pu : header.left_out) {
        if (std::find(header.pus.begin(), header.pus.end(), pu) == header.pus.end()) continue;
        throw root.at("left_out").fault_found("PUs that were left out", pu.str() + ", which is among the pus");
    }
    for (const auto& [name, value] : root.at("params").entries(most_params)) header.params[name] = value.string();
    return header;
}

BenchCell parse_bench_cell(std::string_view line, const std::string& file, std::size_t number,
                           const BenchHeader& header) {
    const JsonDocument document(line, file, number, 1, longest_bench_line);
    const JsonCursor root = document.root();
    const JsonCursor where = root.at("cell");
    const auto stage = [&](const char* key) {
        return Stage::from_number(static_cast<int>(where.at(key).integer(1, max_stages)));
    };
    BenchCell cell{
        .stages = {stage("stage"), stage("last")},
        .pu = parse_pu(where.at("pu")),
        .set = named(where.at("set"), "PU names joined by '+'", ActiveSet::parse),
        .repeat = static_cast<int>(root.at("repeat").integer(1, most_repeats)),
        .batch = root.at("batch").integer(1, largest_batch),
        .ns = parse_samples(root.at("ns")),
        .clock_mhz = parse_pair(root, "clock_mhz"),
        .temp_c = parse_pair(root, "temp_c"),
    };
    if (const auto pinned = root.find("pinned")) cell.pinned = pinned->boolean();
    const auto rule = parse_stopped_by(root.at("stopped_by").string());
    if (!rule) throw root.at("stopped_by").fault("precision, time or count");
    cell.stopped_by = *rule;
    if (const std::string fault = fault_of(cell, header); !fault.empty()) {
        throw where.fault_found("a cell of the device in the header", fault);
    }
    return cell;
}

std::string header_text(const BenchHeader& header) {
    JsonWriter json;
    json.begin_object(JsonLayout::line).member("kind", "bench-log").member("version", 1).member("agent", header.agent);
    json.member("device", header.device.str()).member("app", header.app.str());
    json.member("backend", to_string(header.backend)).key("params").begin_object();
    for (const auto& [name, value] : header.params) json.member(name, value);
    json.end().member("seed", header.seed).member("clock", to_string(header.clock)).key("pus").begin_array();
    for (const PuName& pu : header.pus) json.value(pu.str());
    json.end();
    if (!header.left_out.empty()) {
        json.key("left_out").begin_array();
        for (const PuName& pu : header.left_out) json.value(pu.str());
        json.end();
    }
    json.end();
    return json.take();
}

std::string cell_text(const BenchCell& cell) {
    JsonWriter json;
    json.begin_object(JsonLayout::line).key("cell").begin_object();
    json.member("stage", cell.stages.first.number()).member("last", cell.stages.last.number());
    json.member("pu", cell.pu.str()).member("set", cell.set.str()).end();
    json.member("repeat", cell.repeat).member("batch", cell.batch).key("ns").begin_array();
    for (const std::int64_t sample : cell.ns) json.value(sample);
    json.end().member("stopped_by", to_string(cell.stopped_by));
    write_pair(json, "clock_mhz", cell.clock_mhz);
    write_pair(json, "temp_c", cell.temp_c);
    if (!cell.pinned) json.member("pinned", false);
    json.end();
    return json.take();
}

void require_valid(const BenchCell& cell, const BenchHeader& header) {
    std::string fault = fault_of(cell, header);
    const bool samples = !cell.ns.empty() && cell.ns.size() <= most_samples &&
                         std::all_of(cell.ns.begin(), cell.ns.end(),
                                     [](std::int64_t sample) { return sample >= 1 && sample <= longest_sample; });
    if (fault.empty() && !samples) fault = "samples that are no times above 0, none, or more than 4000000";
    if (fault.empty() && (cell.batch < 1 || cell.repeat < 1)) fault = "a batch or repeat below 1";
    if (!fault.empty()) throw data_error("a cell of the benchmark cannot be written: " + fault);
}

}  // namespace bt::format
