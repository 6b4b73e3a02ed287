#include "format/bench_additions_json.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/format/json_writer.hpp"
#include "format/json_cursor.hpp"
#include "format/json_values.hpp"

namespace bt::format {
namespace {

constexpr std::string_view mark = "BT+";
constexpr std::string_view ours = "BT+1 ";
constexpr std::int64_t longest_sample = 1'000'000'000'000'000;  // 11 days
constexpr std::int64_t most_bytes = std::int64_t{1} << 50U;
constexpr std::int64_t most_ops = 1'000'000;
constexpr std::int64_t most_repeats = 1'000'000;
constexpr std::int64_t largest_batch = 1'000'000'000;
constexpr std::size_t most_samples = 1'000'000;

using Samples = std::vector<std::int64_t>;

PuName pu_of(const JsonCursor& cursor, const BenchHeader& header) {
    const PuName pu = pu_name_of(cursor);
    if (std::find(header.pus.begin(), header.pus.end(), pu) == header.pus.end())
        throw cursor.fault("a PU of the header");
    return pu;
}

Samples samples_of(const JsonCursor& cursor, std::int64_t least) {
    Samples samples;
    for (const JsonCursor& item : cursor.items(most_samples)) samples.push_back(item.integer(least, longest_sample));
    if (samples.empty()) throw cursor.fault("one sample or more");
    return samples;
}

StageRange stages_of(const JsonCursor& where) {
    const auto stage = [&](const char* key) {
        return Stage::from_number(static_cast<int>(where.at(key).integer(1, max_stages)));
    };
    const StageRange stages{stage("stage"), stage("last")};
    if (stages.last < stages.first) throw where.at("last").fault("a last stage not before the first");
    return stages;
}

int repeat_of(const JsonCursor& root) { return static_cast<int>(root.at("repeat").integer(1, most_repeats)); }

BenchSwitch switch_of(const JsonCursor& root, const JsonCursor& where, const BenchHeader& header) {
    BenchSwitch addition{.stages = stages_of(where),
                         .from = pu_of(where.at("from"), header),
                         .to = pu_of(where.at("to"), header),
                         .repeat = repeat_of(root),
                         .gap_ns = samples_of(root.at("gap_ns"), 0),
                         .ns = samples_of(root.at("ns"), 1)};
    if (addition.gap_ns.size() != addition.ns.size()) throw root.at("ns").fault("as many as 'gap_ns' has");
    return addition;
}

// A kernel's samples; what it is stands in `where`.
BenchStream stream_of(const JsonCursor& root, const JsonCursor& where, const char* pu, const BenchHeader& header) {
    return {.pu = pu_of(where.at(pu), header),
            .ops = static_cast<int>(where.at("ops").integer(0, most_ops)),
            .beside = {},
            .repeat = repeat_of(root),
            .bytes = root.at("bytes").integer(1, most_bytes),
            .batch = root.at("batch").integer(1, largest_batch),
            .ns = samples_of(root.at("ns"), 1)};
}

void require_pu(const PuName& pu, const BenchHeader& header) {
    if (std::find(header.pus.begin(), header.pus.end(), pu) != header.pus.end()) return;
    throw data_error("an addition to the benchmark cannot be written: PU " + pu.str() + " is none of the header's");
}

void write_samples(JsonWriter& json, std::string_view name, const Samples& samples, std::int64_t least) {
    const auto fits = [&](std::int64_t sample) { return sample >= least && sample <= longest_sample; };
    if (samples.empty() || samples.size() > most_samples || !std::all_of(samples.begin(), samples.end(), fits)) {
        throw data_error("an addition to the benchmark cannot be written: samples that are no times, or none");
    }
    json.key(name).begin_array();
    for (const std::int64_t sample : samples) json.value(sample);
    json.end();
}

void write_kernel(JsonWriter& json, const BenchStream& kernel) {
    json.member("repeat", kernel.repeat).member("bytes", kernel.bytes).member("batch", kernel.batch);
    write_samples(json, "ns", kernel.ns, 1);
}

}  // namespace

bool is_addition(std::string_view line) { return line.starts_with(mark); }

void parse_addition(std::string_view line, const std::string& file, std::size_t number, const BenchHeader& header,
                    BenchAdditions& additions) {
    if (!line.starts_with(ours)) return;
    line.remove_prefix(ours.size());
    const JsonDocument document(line, file, number, 1 + ours.size(), longest_bench_line);
    const JsonCursor root = document.root();
    if (const auto where = root.find("switch")) {
        additions.switches.push_back(switch_of(root, *where, header));
    } else if (const auto of_stream = root.find("stream")) {
        BenchStream stream = stream_of(root, *of_stream, "pu", header);
        for (const auto& [pu, ops] : of_stream->at("beside").entries(most_pus)) {
            stream.beside.emplace(pu_name_of_key(ops, pu), static_cast<int>(ops.integer(0, most_ops)));
        }
        additions.streams.push_back(std::move(stream));
    } else if (const auto of_demand = root.find("demand")) {
        additions.demands.push_back({stages_of(*of_demand), pu_of(of_demand->at("pu"), header),
                                     stream_of(root, *of_demand, "reporter", header)});
    }
}

std::string addition_text(const BenchSwitch& addition, const BenchHeader& header) {
    require_pu(addition.from, header);
    require_pu(addition.to, header);
    JsonWriter json;
    json.begin_object(JsonLayout::line).key("switch").begin_object();
    json.member("stage", addition.stages.first.number()).member("last", addition.stages.last.number());
    json.member("from", addition.from.str()).member("to", addition.to.str()).end().member("repeat", addition.repeat);
    write_samples(json, "gap_ns", addition.gap_ns, 0);
    write_samples(json, "ns", addition.ns, 1);
    json.end();
    return std::string(ours) + json.take();
}

std::string addition_text(const BenchStream& addition, const BenchHeader& header) {
    require_pu(addition.pu, header);
    JsonWriter json;
    json.begin_object(JsonLayout::line).key("stream").begin_object();
    json.member("pu", addition.pu.str()).member("ops", addition.ops).key("beside").begin_object();
    for (const auto& [pu, ops] : addition.beside) json.member(pu.str(), ops);
    json.end().end();
    write_kernel(json, addition);
    json.end();
    return std::string(ours) + json.take();
}

std::string addition_text(const BenchDemand& addition, const BenchHeader& header) {
    require_pu(addition.pu, header);
    require_pu(addition.reporter.pu, header);
    JsonWriter json;
    json.begin_object(JsonLayout::line).key("demand").begin_object();
    json.member("stage", addition.stages.first.number()).member("last", addition.stages.last.number());
    json.member("pu", addition.pu.str()).member("reporter", addition.reporter.pu.str());
    json.member("ops", addition.reporter.ops).end();
    write_kernel(json, addition.reporter);
    json.end();
    return std::string(ours) + json.take();
}

}  // namespace bt::format
