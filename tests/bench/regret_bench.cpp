#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <map>
#include <memory>

#include "bt/core/statistics.hpp"
#include "bt/schedule/ranked.hpp"
#include "bt/schedule/table_costs.hpp"
#include "runtime/bench_plan.hpp"
#include "runtime/pipeline_run.hpp"
#include "soc/cell_measure.hpp"
#include "soc/driver.hpp"
#include "soc/engine.hpp"
#include "soc/random_model.hpp"

// How good the ranking is where the truth can be had: on emulated SoCs, whose every schedule is measured. Cells are
// measured as `runner benchmark` does, three repeats, noise and all.
namespace bt::schedule {
namespace {

using apps::BenchTarget;

const AppName app_name("cifar-dense");
constexpr int stages = 9;

// Stages that do nothing: kernels of unchecked tasks do not run.
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
    std::vector<std::string> stages_ = std::vector<std::string>(stages);
    std::vector<apps::BufferSpec> buffers_;
};

class EmulatedSoc {
public:
    explicit EmulatedSoc(format::SocModel model) : model_(std::move(model)) {
        names_ = soc::able_pus(model_, app_name);
        timing_ = std::make_unique<soc::Timing>(model_, app_name, names_);
        for (std::size_t i = 0; i < names_.size(); ++i) {
            const auto pu = std::find_if(model_.pus.begin(), model_.pus.end(),
                                         [&](const format::SocPu& each) { return each.pu.name == names_[i]; });
            engines_.push_back(std::make_unique<soc::ModelEngine>(pu->pu, i, *timing_, team_));
            borrowed_.push_back(engines_.back().get());
        }
        driver_ = std::make_unique<soc::VirtualDriver>(std::vector<const soc::Timing*>{timing_.get()}, borrowed_,
                                                       soc::NoiseSource(model_, 1, "run 1"));
        runner_ = std::make_unique<apps::PipelineRunner>(app_, names_, memory_, *driver_);
    }

    const std::vector<PuName>& pus() const { return names_; }

    double interval_ns(const Chunks& chunks) {
        return runner_->run(chunks, {.tasks = 100, .verify = apps::Verify::off}).steady->interval_ns;
    }

    // Medians over three repeats; the submission's fixed part is known to the model as a benchmark would fit it.
    Measurements measure() {
        Measurements measured;
        for (const ActiveSet& set : all_sets(names_, 1)) {
            const Table table = measure(set);
            if (set.pus().size() == 1) {
                if (!measured.normal) measured.normal = Table(names_, stages);
                copy(table, set, *measured.normal);
            } else if (set.pus().size() == names_.size()) {
                measured.fully = table;
            } else {
                measured.sets.emplace(set, table);
            }
        }
        for (const format::SocPu& pu : model_.pus) {
            measured.submissions.emplace(pu.pu.name, SubmissionCost{pu.chunk_ms, pu.stage_ms, 0});
        }
        return measured;
    }

private:
    double cell_ms(std::size_t pu, Stage stage, const ActiveSet& set) {
        std::vector<double> repeats;
        for (int repeat = 1; repeat <= 3; ++repeat) {
            soc::VirtualCellMeasure measure(*timing_, names_,
                                            soc::NoiseSource(model_, 1, "bench " + std::to_string(repeat)), {});
            const apps::CellSamples samples = measure.measure(BenchTarget{{stage, stage}, names_[pu], set});
            std::vector<double> ns(samples.ns.begin(), samples.ns.end());
            repeats.push_back(median(ns) / static_cast<double>(samples.batch));
        }
        return (median(repeats) - timing_->fixed_ns(pu, 1)) / 1e6;
    }

    Table measure(const ActiveSet& set) {
        Table table(names_, stages);
        for (std::size_t pu = 0; pu < names_.size(); ++pu) {
            for (int number = 1; number <= stages; ++number) {
                const Stage stage = Stage::from_number(number);
                if (!set.contains(names_[pu]) || !timing_->can_run(pu, stage)) continue;
                table.set(stage, pu, TableCell(Milliseconds(std::max(cell_ms(pu, stage, set), 1e-6))));
            }
        }
        return table;
    }

    void copy(const Table& from, const ActiveSet& set, Table& to) const {
        for (std::size_t pu = 0; pu < names_.size(); ++pu) {
            if (!set.contains(names_[pu])) continue;
            for (int number = 1; number <= stages; ++number) {
                to.set(Stage::from_number(number), pu, from.at(Stage::from_number(number), pu));
            }
        }
    }

    format::SocModel model_;
    NoKernels app_;
    std::vector<PuName> names_;
    std::unique_ptr<soc::Timing> timing_;
    apps::Team team_;
    apps::HostMemory memory_;
    std::vector<std::unique_ptr<soc::ModelEngine>> engines_;
    std::vector<apps::Engine*> borrowed_;
    std::unique_ptr<soc::VirtualDriver> driver_;
    std::unique_ptr<apps::PipelineRunner> runner_;
};

format::SocModel shipped(const std::string& name) {
    std::ifstream stream(BT_SOCS "/" + name + ".json");
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    return format::read_soc_model(text, name + ".json");
}

format::SocModel by_chance(std::uint64_t seed) {
    soc::RandomModelOptions options;
    options.apps.emplace(app_name, stages);
    options.pus = {
        {PuName("little"), {0, 1, 2, 3}}, {PuName("medium"), {4, 5}}, {PuName("big"), {6, 7}}, {PuName("vulkan"), {}}};
    options.noise_cv = 0.02;
    return soc::random_model(seed, options);
}

// What a table and an assumption were worth on one SoC.
struct Worth {
    double regret1, regret5, mape20;
};

struct Way {
    std::string name;
    TableChoice choice;
    bool with_sets;
    Busy busy;
};

const std::vector<Way> ways{{"normal", TableChoice::normal, false, Busy::predicted},
                            {"fully", TableChoice::fully, false, Busy::predicted},
                            {"auto_predicted", TableChoice::automatic, false, Busy::predicted},
                            {"auto_always", TableChoice::automatic, false, Busy::always},
                            {"sets_predicted", TableChoice::sets, true, Busy::predicted},
                            {"sets_always", TableChoice::sets, true, Busy::always}};

class Trial {
public:
    explicit Trial(format::SocModel model) : soc_(std::move(model)), measured_(soc_.measure()) {
        const auto costs = make_table_costs(measured_, TableChoice::fully, soc_.pus());
        const Problem problem(*costs, {}, subject_);
        for (const Candidate& each : solve_exact(problem, {Objective::interval, 100'000, std::nullopt}).candidates) {
            const double ns = soc_.interval_ns(problem.chunks(each.pieces));
            truth_.emplace(problem.uid(each.pieces), ns);
            best_ = std::min(best_, ns);
        }
    }

    Worth worth(const Way& way) const {
        Measurements measured = measured_;
        if (!way.with_sets) measured.sets.clear();
        const auto costs = make_table_costs(measured, way.choice, soc_.pus());
        const Problem problem(*costs, {}, subject_);
        const Query query{Objective::interval, candidates_for(30, Objective::interval, *costs, way.busy), std::nullopt};
        const auto list = rank(problem, solve_exact(problem, query), query, 30, way.busy);
        Worth made{0, 0, 0};
        double best = std::numeric_limits<double>::max();
        for (std::size_t i = 0; i < std::min<std::size_t>(20, list.size()); ++i) {
            const double ns = truth_.at(list[i].uid);
            if (i < 5) best = std::min(best, ns);
            if (i == 0) made.regret1 = ns / best_ - 1;
            made.mape20 += std::abs(static_cast<double>(list[i].prediction.interval) - ns) / ns;
        }
        made.regret5 = best / best_ - 1;
        made.mape20 /= static_cast<double>(std::min<std::size_t>(20, list.size()));
        return made;
    }

private:
    EmulatedSoc soc_;
    Measurements measured_;
    Subject subject_{DeviceId("emulated"), app_name, Backend::vk};
    std::map<std::string, double> truth_;
    double best_ = std::numeric_limits<double>::max();
};

// In per cent, means over the SoCs; the largest regret too.
void report(benchmark::State& state, const std::vector<format::SocModel>& models) {
    for (auto _ : state) {
        for (const format::SocModel& model : models) {
            const Trial trial(model);
            for (const Way& way : ways) {
                const Worth worth = trial.worth(way);
                const double share = 100.0 / static_cast<double>(models.size());
                state.counters[way.name + "_regret1"] += share * worth.regret1;
                state.counters[way.name + "_regret5"] += share * worth.regret5;
                state.counters[way.name + "_mape20"] += share * worth.mape20;
            }
        }
    }
}

void shipped_socs(benchmark::State& state) {
    report(state, {shipped("quad"), shipped("boost"), shipped("board"), shipped("pc")});
}
void random_socs(benchmark::State& state) {
    std::vector<format::SocModel> models;
    for (std::uint64_t seed = 1; seed <= 100; ++seed) models.push_back(by_chance(seed));
    report(state, models);
}
BENCHMARK(shipped_socs)->Iterations(1)->Unit(benchmark::kSecond);
BENCHMARK(random_socs)->Iterations(1)->Unit(benchmark::kSecond);

}  // namespace
}  // namespace bt::schedule
