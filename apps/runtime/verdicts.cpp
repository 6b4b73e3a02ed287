#include "runtime/verdicts.hpp"

#include <bit>
#include <cstring>

namespace bt::apps {
namespace {

// The turn carries differences of high bits, signs of floats say, down to where the next product spreads them.
std::uint64_t mixed(std::uint64_t lane, std::uint64_t word) {
    return std::rotl((lane ^ word) * 0x9fb21c651e98df25U, 31);
}

void mix(Signature& lanes, std::span<const std::byte> bytes) {
    Signature words;
    std::size_t at = 0;
    for (; at + sizeof words <= bytes.size(); at += sizeof words) {
        std::memcpy(words.data(), bytes.data() + at, sizeof words);
        for (std::size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane] = mixed(lanes[lane], words[lane]);
    }
    if (at == bytes.size()) return;
    words.fill(0);
    std::memcpy(words.data(), bytes.data() + at, bytes.size() - at);
    for (std::size_t lane = 0; lane < lanes.size(); ++lane) lanes[lane] = mixed(lanes[lane], words[lane]);
}

}  // namespace

Signature signature_of(const Application& app, const Buffers& buffers) {
    Signature lanes{1, 2, 3, 4, 5, 6, 7, 8};
    for (std::size_t i = 0; i < app.buffers().size(); ++i) {
        const Role role = app.buffers()[i].role;
        if (role == Role::work || role == Role::output) mix(lanes, buffers.bytes(i));
    }
    return lanes;
}

const Comparison& Verdicts::of(const TaskObject& object) {
    const Signature written = signature_of(app_, object.buffers);
    const auto last = last_.find(object.input);
    if (last != last_.end() && last->second.written == written) return last->second.comparison;
    Verdict verdict{written, compare_outputs(app_, object.buffers, references_.of(object.input))};
    return last_.insert_or_assign(object.input, std::move(verdict)).first->second.comparison;
}

}  // namespace bt::apps
