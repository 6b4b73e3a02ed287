#include <algorithm>

#include "format/json_values.hpp"
#include "format/profile_parts.hpp"

namespace bt::format {
namespace {

constexpr std::size_t largest_matrix = 1000;  // kernels or pressures, one row or column each

PccsParameters pccs_of(const JsonCursor& cursor) {
    const auto gbps = [&](const char* key) { return cursor.at(key).number(0, largest_gbps); };
    PccsParameters out{.normal_bw = gbps("normal_bw"),
                       .intensive_bw = gbps("intensive_bw"),
                       .mrmc = cursor.at("mrmc").number(0, largest_factor),
                       .max_external_bw = gbps("max_external_bw"),
                       .tbwdc = gbps("tbwdc"),
                       .cbp = gbps("cbp"),
                       .rate = cursor.at("rate").number(0, largest_factor)};
    if (out.intensive_bw < out.normal_bw) throw cursor.at("intensive_bw").fault("a bandwidth not below 'normal_bw'");
    return out;
}

std::vector<double> rising(const JsonCursor& list) {
    std::vector<double> out;
    for (const JsonCursor& item : list.items(largest_matrix)) {
        const double value = item.number(0, largest_gbps);
        if (!out.empty() && value <= out.back()) throw item.fault("bandwidths that rise");
        out.push_back(value);
    }
    if (out.empty()) throw list.fault("one bandwidth or more");
    return out;
}

std::vector<JsonCursor> items_for(const JsonCursor& list, std::size_t count, std::string_view key) {
    auto items = list.items(largest_matrix);
    if (items.size() != count) {
        throw list.fault("a list of " + std::to_string(count) + ", one for each of '" + std::string(key) + "'");
    }
    return items;
}

BandwidthMatrix matrix_of(const JsonCursor& cursor) {
    const JsonCursor standalone = cursor.at("standalone_gbps");
    BandwidthMatrix out{
        .standalone = rising(standalone), .external = rising(cursor.at("external_gbps")), .achieved = {}};
    if (out.standalone.front() == 0) throw standalone.fault("bandwidths above 0");
    for (const JsonCursor& row : items_for(cursor.at("achieved_gbps"), out.standalone.size(), "standalone_gbps")) {
        auto& achieved = out.achieved.emplace_back();
        for (const JsonCursor& value : items_for(row, out.external.size(), "external_gbps")) {
            const double gbps = value.positive();
            if (gbps > largest_gbps) throw value.fault("a bandwidth of at most 1e6 GB/s");
            achieved.push_back(gbps);
        }
    }
    return out;
}

void write_numbers(JsonWriter& json, const std::vector<double>& numbers) {
    json.begin_array(JsonLayout::line);
    for (const double number : numbers) json.value(number);
    json.end();
}

void write(JsonWriter& json, const PccsParameters& pccs) {
    json.begin_object(JsonLayout::line).member("normal_bw", pccs.normal_bw).member("intensive_bw", pccs.intensive_bw);
    json.member("mrmc", pccs.mrmc).member("max_external_bw", pccs.max_external_bw).member("tbwdc", pccs.tbwdc);
    json.member("cbp", pccs.cbp).member("rate", pccs.rate).end();
}

void write(JsonWriter& json, const BandwidthMatrix& matrix) {
    json.begin_object().key("standalone_gbps");
    write_numbers(json, matrix.standalone);
    json.key("external_gbps");
    write_numbers(json, matrix.external);
    json.key("achieved_gbps").begin_array();
    for (const auto& row : matrix.achieved) write_numbers(json, row);
    json.end().end();
}

template <typename Value>
void write_by_pu(JsonWriter& json, std::string_view key, const std::map<PuName, Value>& values) {
    if (values.empty()) return;
    json.key(key).begin_object();
    for (const auto& [pu, value] : values) {
        json.key(pu.str());
        write(json, value);
    }
    json.end();
}

}  // namespace

bool ProfilePus::has(const PuName& pu) const { return std::find(names_.begin(), names_.end(), pu) != names_.end(); }

PuName ProfilePus::of_key(const JsonCursor& value, const std::string& key) const {
    return known(value, pu_name_of_key(value, key));
}

PuName ProfilePus::of(const JsonCursor& value) const { return known(value, pu_name_of(value)); }

PuName ProfilePus::known(const JsonCursor& place, PuName name) const {
    if (!has(name)) throw place.fault_found("a value for one of the profile's PUs", "one for '" + name.str() + "'");
    return name;
}

PairFactors pair_factors_of(const JsonCursor& cursor, const ProfilePus& pus) {
    PairFactors out;
    for (const auto& [key, row] : cursor.entries(most_pus)) {
        const PuName slowed = pus.of_key(row, key);
        for (const auto& [beside, factor] : row.entries(most_pus)) {
            const PuName busy = pus.of_key(factor, beside);
            if (busy == slowed) throw factor.fault_found("factors of other PUs", "one of " + busy.str() + " itself");
            out[slowed].emplace(busy, factor_of(factor));
        }
    }
    return out;
}

ProfiledContention contention_of(const JsonCursor& cursor, const ProfilePus& pus) {
    ProfiledContention out;
    if (const auto pairs = cursor.find("pairs")) out.pairs = pair_factors_of(*pairs, pus);
    if (const auto pccs = cursor.find("pccs")) {
        for (const auto& [key, value] : pccs->entries(most_pus))
            out.pccs.emplace(pus.of_key(value, key), pccs_of(value));
    }
    if (const auto matrices = cursor.find("matrix")) {
        for (const auto& [key, value] : matrices->entries(most_pus)) {
            out.matrices.emplace(pus.of_key(value, key), matrix_of(value));
        }
    }
    return out;
}

void write_factors(JsonWriter& json, std::string_view key, const PairFactors& factors) {
    if (factors.empty()) return;
    json.key(key).begin_object(JsonLayout::line);
    for (const auto& [slowed, row] : factors) {
        json.key(slowed.str()).begin_object();
        for (const auto& [busy, factor] : row) json.member(busy.str(), factor);
        json.end();
    }
    json.end();
}

void write_contention(JsonWriter& json, const ProfiledContention& contention) {
    if (contention == ProfiledContention{}) return;
    json.key("contention").begin_object();
    write_factors(json, "pairs", contention.pairs);
    write_by_pu(json, "pccs", contention.pccs);
    write_by_pu(json, "matrix", contention.matrices);
    json.end();
}

}  // namespace bt::format
