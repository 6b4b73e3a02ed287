#include <benchmark/benchmark.h>

#include <fstream>
#include <memory>

#include "bt/core/statistics.hpp"
#include "runtime/bench_plan.hpp"
#include "runtime/monotonic.hpp"
#include "runtime/pipeline_run.hpp"
#include "soc/cell_measure.hpp"
#include "soc/driver.hpp"
#include "soc/engine.hpp"

// Virtual time: what it costs to run schedules and benchmarks of the model `quad` (nine stages, four PUs), without
// output checks.
namespace bt::soc {
namespace {

const AppName app_name("cifar-dense");

// Nine stages that do nothing: kernels of unchecked tasks do not run.
class NoKernels : public apps::Application {
public:
    const AppName& name() const override { return app_name; }
    const Params& params() const override { return params_; }
    const std::vector<std::string>& stage_names() const override { return stages_; }
    const std::vector<apps::BufferSpec>& buffers() const override { return buffers_; }
    void fill_shared(const apps::Buffers&) const override {}
    void fill_input(std::uint64_t, const apps::Buffers&) const override {}
    void run_cpu(Stage, const apps::Buffers&, apps::Team&) const override {}
    void reference(const apps::Buffers&) const override {}

private:
    Params params_;
    std::vector<std::string> stages_ = std::vector<std::string>(9);
    std::vector<apps::BufferSpec> buffers_;
};

format::SocModel quad() {
    std::ifstream stream(BT_SOCS "/quad.json");
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    return format::read_soc_model(text, "quad.json");
}

class Emulated {
public:
    Emulated() {
        for (const format::SocPu& pu : model_.pus) names_.push_back(pu.pu.name);
        timing_ = std::make_unique<Timing>(model_, app_name, names_);
        for (std::size_t i = 0; i < names_.size(); ++i) {
            engines_.push_back(std::make_unique<ModelEngine>(model_.pus[i].pu, i, *timing_, team_));
            borrowed_.push_back(engines_.back().get());
        }
        driver_ = std::make_unique<VirtualDriver>(std::vector<const Timing*>{timing_.get()}, borrowed_, noise());
        runner_ = std::make_unique<apps::PipelineRunner>(app_, names_, memory_, *driver_);
    }

    double interval_ns(const Chunks& chunks) {
        return runner_->run(chunks, {.tasks = 100, .verify = apps::Verify::off}).steady->interval_ns;
    }
    NoiseSource noise() const { return {model_, 1, "run 1"}; }
    const std::vector<PuName>& pus() const { return names_; }
    const Timing& timing() const { return *timing_; }

    // Four chunks, one on each PU.
    Chunks four_chunks() const {
        const auto chunk = [&](std::size_t pu, int first, int last) {
            return Chunk{names_[pu], {Stage::from_number(first), Stage::from_number(last)}};
        };
        return {chunk(0, 1, 2), chunk(3, 3, 6), chunk(2, 7, 7), chunk(1, 8, 9)};
    }

private:
    format::SocModel model_ = quad();
    NoKernels app_;
    std::vector<PuName> names_;
    std::unique_ptr<Timing> timing_;
    apps::Team team_;
    apps::HostMemory memory_;
    std::vector<std::unique_ptr<ModelEngine>> engines_;
    std::vector<apps::Engine*> borrowed_;
    std::unique_ptr<VirtualDriver> driver_;
    std::unique_ptr<apps::PipelineRunner> runner_;
};

void extend(std::vector<Chunks>& all, Chunks& chunks, int next, const std::vector<PuName>& pus) {
    if (next > 9) {
        all.push_back(chunks);
        return;
    }
    for (const PuName& pu : pus) {
        bool used = false;
        for (const Chunk& chunk : chunks) used = used || chunk.pu == pu;
        for (int last = next; !used && last <= 9; ++last) {
            chunks.push_back({pu, {Stage::from_number(next), Stage::from_number(last)}});
            extend(all, chunks, last + 1, pus);
            chunks.pop_back();
        }
    }
}

// The peer: nothing but the noise of the same run, a factor for each of nine stages and one fixed part.
double noise_of_hundred_tasks(Noise& noise) {
    double sum = 0;
    for (int i = 0; i < 100 * (9 + 1); ++i) sum += noise.next();
    return sum;
}

template <class F>
std::int64_t ns_of(F work) {
    const std::int64_t start = apps::monotonic_ns();
    benchmark::DoNotOptimize(work());
    return apps::monotonic_ns() - start;
}

void hundred_tasks_of_four_chunks(benchmark::State& state) {
    Emulated emulated;
    const Chunks chunks = emulated.four_chunks();
    Noise noise = emulated.noise().of("peer");
    std::vector<double> ratios;
    std::vector<double> peers;
    for (auto _ : state) {
        const std::int64_t ns = ns_of([&] { return emulated.interval_ns(chunks); });
        peers.push_back(static_cast<double>(ns_of([&] { return noise_of_hundred_tasks(noise); })));
        ratios.push_back(static_cast<double>(ns) / peers.back());
        state.SetIterationTime(static_cast<double>(ns) * 1e-9);
    }
    state.counters["peer_us"] = median(peers) / 1000;
    state.counters["ratio"] = median(ratios);
}
BENCHMARK(hundred_tasks_of_four_chunks)->Unit(benchmark::kMicrosecond)->UseManualTime();

void all_schedules_of_nine_by_four(benchmark::State& state) {
    Emulated emulated;
    std::vector<Chunks> all;
    Chunks chunks;
    extend(all, chunks, 1, emulated.pus());
    for (auto _ : state) {
        for (const Chunks& schedule : all) benchmark::DoNotOptimize(emulated.interval_ns(schedule));
    }
    state.counters["schedules"] = static_cast<double>(all.size());
}
BENCHMARK(all_schedules_of_nine_by_four)->Unit(benchmark::kMillisecond);

// Every stage on every PU in every set of PUs.
void benchmark_of_all_sets(benchmark::State& state) {
    const Emulated emulated;
    const std::vector<std::string> conditions{"normal", "sets"};
    const auto targets = apps::bench_targets(apps::parse_stages("", 9), apps::sets_of(conditions, emulated.pus()), 1);
    for (auto _ : state) {
        VirtualCellMeasure cells(emulated.timing(), emulated.pus(), emulated.noise(), {});
        for (const apps::BenchTarget& target : targets) benchmark::DoNotOptimize(cells.measure(target).ns.data());
    }
    state.counters["cells"] = static_cast<double>(targets.size());
}
BENCHMARK(benchmark_of_all_sets)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace bt::soc
