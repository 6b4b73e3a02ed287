#include "stream/measure.hpp"

#include <algorithm>

#include "bt/core/statistics.hpp"
#include "runtime/random.hpp"

namespace bt::apps {
namespace {

constexpr std::size_t most_kernels = 6;

double gbps_of(const CellSamples& samples, std::size_t bytes) {
    const std::vector<double> ns(samples.ns.begin(), samples.ns.end());
    return static_cast<double>(bytes) * static_cast<double>(samples.batch) / median(ns);
}

// Those that read clearly less than the one before; of many some, spread evenly.
std::vector<StreamKernel> chosen(const std::vector<StreamKernel>& all) {
    std::vector<StreamKernel> apart;
    for (const StreamKernel& kernel : all) {
        if (apart.empty() || kernel.gbps < 0.9 * apart.back().gbps) apart.push_back(kernel);
    }
    if (apart.size() <= most_kernels) return apart;
    std::vector<StreamKernel> some;
    for (std::size_t i = 0; i < most_kernels; ++i) some.push_back(apart[i * (apart.size() - 1) / (most_kernels - 1)]);
    return some;
}

}  // namespace

StreamMeasure::StreamMeasure(const Stream& stream, std::vector<Engine*> engines, std::vector<TaskObject*> objects,
                             SamplingRules rules)
    : stream_(stream), engines_(std::move(engines)), objects_(std::move(objects)), rules_(rules) {}

BusyPus::Work StreamMeasure::work(const StreamKernel& kernel) {
    Engine& engine = *engines_[kernel.pu];
    const TaskObject& object = *objects_[kernel.pu];
    const StageRange stages{kernel.stage, kernel.stage};
    engine.prepare(object, stages);
    return {&engine, [&engine, &object, stages](const std::function<void()>& began) {
                began();
                engine.run(object, stages);
            }};
}

StreamSamples StreamMeasure::measure(const StreamKernel& kernel, const std::vector<StreamKernel>& beside) {
    std::vector<BusyPus::Work> load;
    for (const StreamKernel& other : beside) load.push_back(work(other));
    const StageRange stages{kernel.stage, kernel.stage};
    return {kernel, beside, take_samples({engines_[kernel.pu], objects_[kernel.pu], stages}, load, rules_)};
}

std::vector<StreamKernel> StreamMeasure::alone(std::size_t pu, const Take& take) {
    std::vector<StreamKernel> kernels;
    double most = 0;
    for (int number = 1; number <= stream_.stage_count(); ++number) {
        StreamSamples measured = measure({pu, Stage::from_number(number), 0}, {});
        measured.kernel.gbps = gbps_of(measured.samples, stream_.bytes());
        take(measured);
        kernels.push_back(measured.kernel);
        most = std::max(most, measured.kernel.gbps);
        if (measured.kernel.gbps < most / 16) break;
    }
    return chosen(kernels);
}

void StreamMeasure::together(const std::vector<std::vector<StreamKernel>>& kernels, std::uint64_t seed,
                             const Take& take) {
    struct Pair {
        const StreamKernel* kernel;
        std::size_t level;  // of the others
    };
    std::vector<Pair> pairs;
    for (const auto& of_pu : kernels) {
        for (const StreamKernel& kernel : of_pu) {
            for (std::size_t level = 0; level < most_kernels; ++level) pairs.push_back({&kernel, level});
        }
    }
    Random random(seed);
    for (std::size_t i = pairs.size(); i > 1; --i) std::swap(pairs[i - 1], pairs[random.below(i)]);
    for (const Pair& pair : pairs) {
        std::vector<StreamKernel> beside;
        bool any_has_it = false;
        for (std::size_t pu = 0; pu < kernels.size(); ++pu) {
            if (pu == pair.kernel->pu || kernels[pu].empty()) continue;
            any_has_it = any_has_it || pair.level < kernels[pu].size();
            beside.push_back(kernels[pu][std::min(pair.level, kernels[pu].size() - 1)]);
        }
        if (any_has_it) take(measure(*pair.kernel, beside));
    }
}

CellSamples StreamMeasure::beside(std::size_t pu, const BusyPus::Work& work) {
    const StageRange hungry{Stage::from_number(1), Stage::from_number(1)};
    return take_samples({engines_[pu], objects_[pu], hungry}, {work}, rules_);
}

}  // namespace bt::apps
