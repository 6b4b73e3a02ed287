#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

#include "runtime/take_samples.hpp"
#include "stream/stream.hpp"

namespace bt::apps {

// What a PU runs: the reading kernel with so many rounds of arithmetic.
struct StreamKernel {
    std::size_t pu;
    Stage stage;
    double gbps;  // alone: bytes read by it in a ns
};

// What was measured: a kernel, what the others ran meanwhile, the samples.
struct StreamSamples {
    StreamKernel kernel;
    std::vector<StreamKernel> beside;
    CellSamples samples;
};

// How PUs share the memory: the input of a contention model's construction.
class StreamMeasure {
public:
    using Take = std::function<void(const StreamSamples&)>;

    // engines[i] and objects[i], of a Stream, belong together.
    StreamMeasure(const Stream& stream, std::vector<Engine*> engines, std::vector<TaskObject*> objects,
                  SamplingRules rules);

    std::size_t pus() const { return engines_.size(); }
    bool able(std::size_t pu) const { return engines_[pu]->can_run(stream_, Stage::from_number(1)); }

    // One PU alone, from all memory to all arithmetic, until it reads less than a sixteenth; returns up to six kernels
    // whose bandwidths differ, the most hungry first.
    std::vector<StreamKernel> alone(std::size_t pu, const Take& take);
    // Each kernel of each PU while all other able PUs run one of theirs: the most hungry, then the next, …
    void together(const std::vector<std::vector<StreamKernel>>& kernels, std::uint64_t seed, const Take& take);
    // The most hungry kernel of a PU while something else is at work.
    CellSamples beside(std::size_t pu, const BusyPus::Work& work);

private:
    StreamSamples measure(const StreamKernel& kernel, const std::vector<StreamKernel>& beside);
    BusyPus::Work work(const StreamKernel& kernel);

    const Stream& stream_;
    std::vector<Engine*> engines_;
    std::vector<TaskObject*> objects_;
    SamplingRules rules_;
};

}  // namespace bt::apps
