#include "stream/stream.hpp"

#include <algorithm>
#include <cstdio>
#include <memory>

#include "runtime/random.hpp"
#include "runtime/team.hpp"
#include "shaders/stream.hpp"

namespace bt::apps {
namespace {

constexpr int levels = 12;
constexpr std::size_t parts = 1024;
constexpr std::size_t lanes = 32;  // what fits into the registers of 16 bytes that every machine has
constexpr std::uint32_t factor = 1'664'525;
constexpr std::uint32_t addend = 1'013'904'223;

enum Buffer : std::size_t { memory, sums };

std::uint32_t total(const std::uint32_t* sums_of_lanes) {
    std::uint32_t sum = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) sum += sums_of_lanes[lane];
    return sum;
}

std::uint32_t sum_of(std::span<const std::uint32_t> words) {
    std::uint32_t all[lanes] = {};
    for (std::size_t i = 0; i < words.size(); i += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) all[lane] += words[i + lane];
    }
    return total(all);
}

std::uint32_t sum_of(std::span<const std::uint32_t> words, int ops) {
    if (ops == 0) return sum_of(words);
    std::uint32_t all[lanes] = {};
    std::uint32_t x[lanes];
    for (std::size_t i = 0; i < words.size(); i += lanes) {
        for (std::size_t lane = 0; lane < lanes; ++lane) x[lane] = words[i + lane];
        for (int round = 0; round < ops; ++round) {
            for (std::uint32_t& word : x) word = word * factor + addend;
        }
        for (std::size_t lane = 0; lane < lanes; ++lane) all[lane] += x[lane];
    }
    return total(all);
}

std::size_t bytes_of_cache(const std::string& path) {
    const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "re"), &std::fclose);
    unsigned long kib = 0;
    if (!file || std::fscanf(file.get(), "%luK", &kib) != 1) return 0;
    return std::size_t{kib} * 1024;
}

}  // namespace

Stream::Stream(std::size_t bytes) : params_{{"bytes", std::to_string(bytes)}} {
    for (int level = 0; level < levels; ++level) {
        stages_.push_back("read, " + std::to_string(ops(Stage::from_number(level + 1))) + " rounds of arithmetic");
    }
    const std::size_t words = std::max<std::size_t>(1, bytes / sizeof(std::uint32_t) / (parts * lanes)) * parts * lanes;
    buffers_ = {{"memory", Role::input, Element::u32, words}, {"sums", Role::output, Element::u32, levels * parts}};
}

int Stream::ops(Stage stage) { return stage.index() == 0 ? 0 : 1 << (stage.index() - 1); }

void Stream::fill_input(std::uint64_t input, const Buffers& buffers) const {
    Random random(input + 1);
    for (std::uint32_t& word : buffers.as<std::uint32_t>(memory)) word = static_cast<std::uint32_t>(random.next());
}

void Stream::run_cpu(Stage stage, const Buffers& buffers, Team& team) const {
    const auto words = buffers.as<const std::uint32_t>(memory);
    const auto own = buffers.as<std::uint32_t>(sums).subspan(stage.index() * parts, parts);
    const std::size_t each = words.size() / parts;
    team.split(parts, [&](std::size_t begin, std::size_t end) {
        for (std::size_t part = begin; part < end; ++part)
            own[part] = sum_of(words.subspan(part * each, each), ops(stage));
    });
}

std::vector<VulkanDispatch> Stream::vulkan(Stage stage) const {
    const auto each = static_cast<std::uint32_t>(buffers_[memory].count / parts);
    const auto first = static_cast<std::uint32_t>(stage.index() * parts);
    return {{.spirv = shaders::stream,
             .buffers = {memory, sums},
             .push = {each, static_cast<std::uint32_t>(ops(stage)), first},
             .specialise = {},
             .groups = {parts, 1, 1}}};
}

// Word by word; the arithmetic of several rounds is done round by round.
void Stream::reference(const Buffers& buffers) const {
    const auto words = buffers.as<const std::uint32_t>(memory);
    const auto all = buffers.as<std::uint32_t>(sums);
    std::fill(all.begin(), all.end(), 0U);
    const std::size_t each = words.size() / parts;
    for (std::size_t i = 0; i < words.size(); ++i) {
        std::uint32_t word = words[i];
        int done = 0;
        for (int level = 0; level < levels; ++level) {
            for (; done < ops(Stage::from_number(level + 1)); ++done) word = word * factor + addend;
            all[static_cast<std::size_t>(level) * parts + i / each] += word;
        }
    }
}

std::size_t stream_bytes() {
    std::size_t largest = 0;
    for (int index = 0; index < 5; ++index) {
        const std::string cache = "/sys/devices/system/cpu/cpu0/cache/index" + std::to_string(index) + "/size";
        largest = std::max(largest, bytes_of_cache(cache));
    }
    return std::clamp(4 * largest, std::size_t{64} << 20U, std::size_t{512} << 20U);
}

}  // namespace bt::apps
