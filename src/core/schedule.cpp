#include "bt/core/schedule.hpp"

#include <algorithm>

#include "bt/core/sha256.hpp"

namespace bt {
namespace {

std::string range_text(const StageRange& stages) {
    if (stages.first == stages.last) return std::to_string(stages.first.number());
    return std::to_string(stages.first.number()) + "-" + std::to_string(stages.last.number());
}

std::string stages_text(int from, int to) {
    if (from == to) return "stage " + std::to_string(from);
    return "stages " + std::to_string(from) + " to " + std::to_string(to);
}

// The stage that `chunk` should begin with is `expected`.
std::optional<std::string> fault_of_range(const Chunk& chunk, int expected, int stages) {
    const int first = chunk.stages.first.number();
    const int last = chunk.stages.last.number();
    const std::string where = "the chunk on " + chunk.pu.str();
    if (first < 1 || last < first) return where + " has the empty range " + range_text(chunk.stages);
    if (first > expected) return stages_text(expected, first - 1) + " missing before " + where;
    if (first < expected)
        return stages_text(first, std::min(last, expected - 1)) + " repeated or out of order in " + where;
    if (last > stages) {
        return where + " ends with stage " + std::to_string(last) + "; the application has " + std::to_string(stages);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> fault_of(std::span<const Chunk> chunks, int stages) {
    if (chunks.empty()) return "no chunks";
    int expected = 1;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        if (auto fault = fault_of_range(chunks[i], expected, stages)) return fault;
        for (std::size_t j = 0; j < i; ++j) {
            if (chunks[j].pu == chunks[i].pu) return "PU " + chunks[i].pu.str() + " has two chunks";
        }
        expected = chunks[i].stages.last.number() + 1;
    }
    if (expected <= stages) return stages_text(expected, stages) + " missing at the end";
    return std::nullopt;
}

std::optional<std::string> fault_of(std::span<const Chunk> chunks, int stages, std::span<const PuName> known) {
    for (const Chunk& chunk : chunks) {
        if (std::find(known.begin(), known.end(), chunk.pu) == known.end()) return "PU " + chunk.pu.str() + " unknown";
    }
    return fault_of(chunks, stages);
}

std::string uid_of(const DeviceId& device, const AppName& app, Backend backend, std::span<const Chunk> chunks) {
    std::string uid = "SCH-";
    Sha256 hash;
    hash.update(device.str() + '\n' + app.str() + '\n' + std::string(to_string(backend)) + '\n');
    for (const Chunk& chunk : chunks) {
        uid += uid_letter(chunk.pu) + std::to_string(chunk.stages.count());
        hash.update(chunk.pu.str() + ':' + std::to_string(chunk.stages.first.number()) + '-' +
                    std::to_string(chunk.stages.last.number()) + '\n');
    }
    constexpr char hex[] = "0123456789abcdef";
    const auto digest = hash.digest();
    uid += '-';
    for (std::size_t i = 0; i < 3; ++i) {
        uid += hex[digest[i] >> 4U];
        uid += hex[digest[i] & 15U];
    }
    return uid;
}

std::string to_string(std::span<const Chunk> chunks) {
    std::string out;
    for (const Chunk& chunk : chunks) {
        if (!out.empty()) out += " | ";
        out += range_text(chunk.stages) + ' ' + chunk.pu.str();
    }
    return out;
}

}  // namespace bt
