#include "soc/random_model.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "bt/core/error.hpp"
#include "bt/core/statistics.hpp"
#include "runtime/random.hpp"

namespace bt::soc {
namespace {

// Four digits, as a person would write them.
double rounded(double value) {
    const double scale = std::pow(10, 3 - std::floor(std::log10(value)));
    return scale > 1 ? std::round(value * scale) / scale : std::round(value);
}

class Maker {
public:
    Maker(std::uint64_t seed, const RandomModelOptions& options) : options_(options), random_(seed) {}

    format::SocModel make(std::string name) {
        model_.name = std::move(name);
        for (const Pu& pu : options_.pus) {
            model_.pus.push_back({.pu = pu, .pu_class = class_of(pu.name)});
            if (class_of(pu.name) == PuClass::other && !pu.cores.empty()) model_.pus.back().pu_class = PuClass::cpu;
        }
        for (const auto& [app, stages] : options_.apps) make_app(app, stages);
        for (format::SocPu& pu : model_.pus) make_fixed_cost(pu);
        make_interference();
        model_.noise = {options_.noise_cv, options_.outlier_rate, 2};
        return std::move(model_);
    }

private:
    double between(double low, double high) {
        return low + (high - low) * static_cast<double>(random_.next() >> 11U) * 0x1p-53;
    }
    // Even in its logarithm: twice as fast is as likely as twice as slow.
    double ratio(double low, double high) { return std::exp(between(std::log(low), std::log(high))); }

    void make_app(const AppName& app, int stages) {
        std::vector<double> speeds;
        double speed = 1;
        for (const format::SocPu& pu : model_.pus) {
            const bool cluster = pu.pu_class == PuClass::cpu;
            speeds.push_back(cluster ? speed : ratio(2, 12));
            if (cluster) speed *= between(1.2, 2.2);
        }
        std::vector<format::SocStage>& made = model_.apps[app];
        for (int stage = 0; stage < stages; ++stage) made.push_back(make_stage(speeds));
    }

    format::SocStage make_stage(const std::vector<double>& speeds) {
        format::SocStage stage;
        const double work_ms = ratio(0.5, 8);
        for (std::size_t i = 0; i < model_.pus.size(); ++i) {
            const format::SocPu& pu = model_.pus[i];
            const bool cluster = pu.pu_class == PuClass::cpu;
            const double suits = cluster ? ratio(0.8, 1.25) : ratio(0.3, 3);
            const bool able = pu.pu_class != PuClass::other || between(0, 1) < 0.7;
            if (able) stage.times.emplace(pu.pu.name, Milliseconds(rounded(work_ms * suits / speeds[i])));
        }
        if (stage.times.empty()) stage.times.emplace(model_.pus[0].pu.name, Milliseconds(rounded(work_ms)));
        stage.sensitivity = rounded(between(0.2, 1));
        return stage;
    }

    void make_fixed_cost(format::SocPu& pu) {
        std::vector<double> times;
        for (const auto& [app, stages] : model_.apps) {
            for (const format::SocStage& stage : stages) {
                if (const auto time = stage.times.find(pu.pu.name); time != stage.times.end())
                    times.push_back(time->second.count());
            }
        }
        if (pu.pu_class == PuClass::cpu || times.empty()) return;
        pu.chunk_ms = Milliseconds(rounded(median(times) * ratio(0.5, 5)));
        pu.stage_ms = Milliseconds(rounded(median(times) * ratio(0.02, 0.3)));
    }

    void make_interference() {
        for (const format::SocPu& slowed : model_.pus) {
            for (const format::SocPu& busy : model_.pus) {
                if (&slowed != &busy)
                    model_.interference[slowed.pu.name].emplace(busy.pu.name, rounded(ratio(0.6, 1.5)));
            }
        }
    }

    const RandomModelOptions& options_;
    apps::Random random_;
    format::SocModel model_;
};

}  // namespace

format::SocModel random_model(std::uint64_t seed, const RandomModelOptions& options) {
    if (options.pus.empty() || options.apps.empty()) throw usage_error("a SoC model needs PUs and applications");
    return Maker(seed, options).make("random-" + std::to_string(seed));
}

}  // namespace bt::soc
