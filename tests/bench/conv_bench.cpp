// The convolutions of the CIFAR network on one thread, 128 images, beside a plain six-deep loop and beside oneDNN with
// its best layout and the same instruction set (DNNL_MAX_CPU_ISA=AVX2 or SSE41 for a smaller one, for both). Each
// round times both, one after the other; `ratio` is the median over the rounds, so that what else the machine does
// falls on both.
#include <benchmark/benchmark.h>

#include "bench/conv_case.hpp"
#include "bench/conv_peer.hpp"

namespace bt::apps::cifar {
namespace {

// What a person writes first: the sum of each pixel by itself.
void six_deep_loop(const ConvCase& of, std::size_t image, float* output) {
    const Layer& layer = of.layer;
    const int side = layer.side;
    const float* const input = of.input.data() + image * layer.in_elements();
    for (int out = 0; out < layer.out_channels; ++out)
        for (int y = 0; y < side; ++y)
            for (int x = 0; x < side; ++x) {
                float sum = of.bias[static_cast<std::size_t>(out)];
                for (int in = 0; in < layer.in_channels; ++in)
                    for (int ky = 0; ky < 3; ++ky)
                        for (int kx = 0; kx < 3; ++kx) {
                            const int from_y = y + ky - 1, from_x = x + kx - 1;
                            if (from_y < 0 || from_y >= side || from_x < 0 || from_x >= side) continue;
                            sum +=
                                of.matrix[static_cast<std::size_t>((out * layer.in_channels + in) * 9 + ky * 3 + kx)] *
                                input[(in * side + from_y) * side + from_x];
                        }
                output[(out * side + y) * side + x] = sum > 0 ? sum : 0;
            }
}

void beside_six_deep_loop(benchmark::State& state) {
    ConvCase of(layers[static_cast<std::size_t>(state.range(0))], 1);
    const Kernels& kernels = *usable_kernels().front();
    std::vector<float> plain(of.output.size());
    constexpr std::size_t few = 8;  // of the 128 images: the loop is slow
    Rounds rounds;
    for (auto _ : state) {
        const double peer = seconds_of([&] {
            for (std::size_t image = 0; image < few; ++image)
                six_deep_loop(of, image, plain.data() + image * of.layer.out_elements());
        });
        const double ours = seconds_of([&] { of.run_dense(kernels); });
        rounds.add(peer * (images / few), ours);
        state.SetIterationTime(ours);
    }
    if (const auto fault = of.difference(plain, few * of.layer.out_elements())) state.SkipWithError(fault->c_str());
    rounds.report(state, of.flops());
    state.SetLabel(std::string(of.layer.name) + " " + kernels.name);
}

void beside_onednn(benchmark::State& state) {
    ConvCase of(layers[static_cast<std::size_t>(state.range(0))], 1);
    const auto peer = ConvPeer::make(of);
    if (!peer) return state.SkipWithError("oneDNN was not there at build time (libdnnl-dev)");
    const Kernels* kernels = kernels_of_lanes(peer->lanes());
    if (kernels == nullptr) return state.SkipWithError("no kernels for oneDNN's instruction set");
    Rounds rounds;
    for (auto _ : state) {
        const double theirs = seconds_of([&] { peer->run(); });
        const double ours = seconds_of([&] { of.run_dense(*kernels); });
        rounds.add(theirs, ours);
        state.SetIterationTime(ours);
    }
    const std::vector<float> result = peer->plain_output();
    if (const auto fault = of.difference(result, result.size())) state.SkipWithError(fault->c_str());
    rounds.report(state, of.flops());
    state.SetLabel(std::string(of.layer.name) + " " + kernels->name + " vs " + peer->name());
}

// The peer is our own dense kernel on the same matrix.
void sparse_beside_dense(benchmark::State& state) {
    ConvCase of(layers[static_cast<std::size_t>(state.range(0))], static_cast<double>(state.range(1)) / 100);
    const Kernels& kernels = *usable_kernels().front();
    of.run_dense(kernels);
    const std::vector<float> dense = of.output;
    Rounds rounds;
    for (auto _ : state) {
        const double peer = seconds_of([&] { of.run_dense(kernels); });
        const double ours = seconds_of([&] { of.run_sparse(kernels); });
        rounds.add(peer, ours);
        state.SetIterationTime(ours);
    }
    if (const auto fault = of.difference(dense, dense.size())) state.SkipWithError(fault->c_str());
    rounds.report(state, of.flops());
    state.SetLabel(std::string(of.layer.name) + " " + kernels.name);
}

// All five convolutions of the network.
void all_sparse_beside_all_dense(benchmark::State& state) {
    std::vector<ConvCase> cases;
    double flops = 0;
    for (const Layer& layer : layers) {
        if (layer.kind != LayerKind::conv) continue;
        cases.emplace_back(layer, static_cast<double>(state.range(0)) / 100);
        flops += cases.back().flops();
    }
    const Kernels& kernels = *usable_kernels().front();
    Rounds rounds;
    for (auto _ : state) {
        const double peer = seconds_of([&] {
            for (ConvCase& of : cases) of.run_dense(kernels);
        });
        const double ours = seconds_of([&] {
            for (ConvCase& of : cases) of.run_sparse(kernels);
        });
        rounds.add(peer, ours);
        state.SetIterationTime(ours);
    }
    rounds.report(state, flops);
    state.SetLabel(kernels.name);
}

const std::vector<std::int64_t> convolutions{0, 2, 4, 5};  // conv5 has the shape of conv4

BENCHMARK(beside_six_deep_loop)
    ->ArgName("layer")
    ->ArgsProduct({convolutions})
    ->UseManualTime()
    ->Iterations(7)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(beside_onednn)
    ->ArgName("layer")
    ->ArgsProduct({convolutions})
    ->UseManualTime()
    ->Iterations(101)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(sparse_beside_dense)
    ->ArgNames({"layer", "percent"})
    ->ArgsProduct({convolutions, {10, 1}})
    ->UseManualTime()
    ->Iterations(51)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(all_sparse_beside_all_dense)
    ->ArgName("percent")
    ->Arg(10)
    ->Arg(1)
    ->UseManualTime()
    ->Iterations(51)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bt::apps::cifar
