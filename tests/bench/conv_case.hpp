#pragma once

#include <benchmark/benchmark.h>
#include <time.h>

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "cifar/random.hpp"
#include "cifar/simd/choice.hpp"
#include "cifar/weights.hpp"
#include "runtime/compare.hpp"

namespace bt::apps::cifar {

constexpr std::size_t images = 128;

// One layer with 128 images and weights of a density.
struct ConvCase {
    ConvCase(const Layer& its_layer, double density)
        : layer(its_layer),
          input(numbers(images * layer.in_elements(), 1)),
          matrix(numbers(layer.rows() * layer.columns(), 2)),
          bias(numbers(layer.rows(), 3)),
          output(images * layer.out_elements()) {
        prune(matrix, kept_weights(layer, density));
        blocks = in_blocks(matrix, layer.columns(), dense_block);
        csr = to_csr(matrix, layer.rows(), layer.columns());
    }

    static std::vector<float> numbers(std::size_t count, std::uint64_t stream) {
        Random random = stream_of(3, stream);
        std::vector<float> values(count);
        for (float& value : values) value = 0.1F * bell(random);
        return values;
    }

    void run_dense(const Kernels& kernels) { kernels.conv(work(), {blocks.data()}); }
    void run_sparse(const Kernels& kernels) {
        kernels.sparse_conv(work(), {csr.row_begin.data(), csr.columns.data(), csr.values.data()});
    }
    ConvWork work() {
        return {layer.in_channels, layer.out_channels, layer.side, input.data(), bias.data(), output.data(), images, 0,
                layer.out_channels};
    }

    // What is wrong with the first `count` outputs beside those of a peer.
    std::optional<std::string> difference(const std::vector<float>& peer, std::size_t count) const {
        double largest = 0;
        return fault_of_floats(std::span(output).first(count), std::span(peer).first(count), 0, largest);
    }

    double flops() const { return 2.0 * images * static_cast<double>(layer.out_elements() * layer.columns()); }

    Layer layer;
    std::vector<float> input, matrix, blocks, bias, output;
    Csr csr;
};

// CPU time of this thread, which does all the work: waiting for a core that others use is not counted.
inline double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class F>
double seconds_of(const F& work) {
    const double begin = cpu_seconds();
    work();
    return cpu_seconds() - begin;
}

inline double median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

class Rounds {
public:
    void add(double peer_seconds, double our_seconds) {
        ratios_.push_back(peer_seconds / our_seconds);
        peer_.push_back(peer_seconds);
        ours_.push_back(our_seconds);
    }
    void report(benchmark::State& state, double flops) const {
        state.counters["ratio"] = median(ratios_);
        state.counters["peer_ms"] = median(peer_) * 1e3;
        state.counters["ms"] = median(ours_) * 1e3;
        state.counters["best_ms"] = *std::min_element(ours_.begin(), ours_.end()) * 1e3;
        state.counters["GFLOPS"] = flops / median(ours_) / 1e9;
    }

private:
    std::vector<double> ratios_, peer_, ours_;
};

inline const Kernels* kernels_of_lanes(int lanes) {
    for (const Kernels* set : usable_kernels())
        if (set->lanes == lanes) return set;
    return nullptr;
}

}  // namespace bt::apps::cifar
