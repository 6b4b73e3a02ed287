#include "runtime/verdicts.hpp"

#include <bit>
#include <cstring>

#include "runtime/spread.hpp"

namespace bt::apps {
namespace {

// Outputs that differ each time (a race, a GPU that adds in any order) must not fill the memory.
constexpr std::size_t most_known = 4096;

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

bool is_given(Role role) { return role == Role::input || role == Role::shared; }

Signature signature_of(const Application& app, const Buffers& buffers, bool givens) {
    Signature lanes{1, 2, 3, 4, 5, 6, 7, 8};
    for (std::size_t i = 0; i < app.buffers().size(); ++i) {
        if (is_given(app.buffers()[i].role) == givens) mix(lanes, buffers.bytes(i));
    }
    return lanes;
}

}  // namespace

Signature signature_of_results(const Application& app, const Buffers& buffers) {
    return signature_of(app, buffers, false);
}

Signature signature_of_givens(const Application& app, const Buffers& buffers) {
    return signature_of(app, buffers, true);
}

std::vector<Comparison> Verdicts::of(std::span<const TaskObject* const> objects) {
    const std::vector<Key> keys = keys_of(objects);
    judge(objects, keys);
    std::vector<Comparison> verdicts;
    for (const Key& key : keys) verdicts.push_back(known_.at(key));
    if (known_.size() > most_known) known_.clear();
    return verdicts;
}

void Verdicts::trust(const EqualOutput& output) {
    remember({output.givens, output.results}, {output.largest_error, output.checksum, std::nullopt});
}

std::vector<Verdicts::Key> Verdicts::keys_of(std::span<const TaskObject* const> objects) {
    for (const TaskObject* object : objects) {
        if (!givens_.contains(object->input)) {
            givens_.emplace(object->input, signature_of_givens(app_, object->buffers));
        }
    }
    std::vector<Key> keys(objects.size());
    spread(objects.size(), [&](std::size_t i) {
        keys[i] = {givens_.at(objects[i]->input), signature_of_results(app_, objects[i]->buffers)};
    });
    return keys;
}

// Those that are not known yet, each of the same bytes once.
void Verdicts::judge(std::span<const TaskObject* const> objects, std::span<const Key> keys) {
    std::map<Key, const TaskObject*> unknown;
    for (std::size_t i = 0; i < objects.size(); ++i) {
        if (!known_.contains(keys[i])) unknown.emplace(keys[i], objects[i]);
    }
    std::vector<std::pair<Key, const TaskObject*>> todo(unknown.begin(), unknown.end());
    std::vector<std::uint64_t> inputs;
    for (const auto& [key, object] : todo) inputs.push_back(object->input);
    references_.compute(inputs);
    std::vector<Comparison> found(todo.size());
    spread(todo.size(), [&](std::size_t i) {
        const TaskObject& object = *todo[i].second;
        found[i] = compare_outputs(app_, object.buffers, references_.of(object.input));
    });
    for (std::size_t i = 0; i < todo.size(); ++i) remember(todo[i].first, std::move(found[i]));
}

void Verdicts::remember(const Key& key, Comparison comparison) {
    const auto [at, is_new] = known_.emplace(key, std::move(comparison));
    const Comparison& kept = at->second;
    if (!is_new || !kept.equal() || equal_.size() == most_known) return;
    equal_.push_back({key.first, key.second, kept.largest_error, kept.checksum});
}

}  // namespace bt::apps
