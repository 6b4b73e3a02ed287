#include "agent/emulation.hpp"

#include <algorithm>
#include <cstdlib>

#include "agent/text_file.hpp"
#include "bt/core/error.hpp"
#include "runtime/affinity.hpp"
#include "runtime/machine.hpp"

namespace bt::agent {
std::optional<format::SocModel> read_soc(const Arguments& arguments) {
    std::string file = arguments.text("--soc").value_or("");
    const char* variable = std::getenv("BT_SOC");
    if (!arguments.has("--soc") && variable != nullptr) file = variable;
    if (file.empty() && !arguments.has("--soc")) return std::nullopt;
    return format::read_soc_model(read_text_file(file), printable(file, 200));
}

Emulation::Emulation(const format::SocModel& model, const std::vector<AppName>& apps, const std::vector<Pu>& pus)
    : model_(model.name),
      names_(apps::names_of(pus)),
      team_(std::max(1, static_cast<int>(apps::allowed_cores().size()))) {
    for (const AppName& app : apps) {
        const bool known =
            std::any_of(timings_.begin(), timings_.end(), [&](const auto& t) { return t->app() == app; });
        if (!known) timings_.push_back(std::make_unique<soc::Timing>(model, app, names_));
    }
    std::vector<const soc::Timing*> timings;
    for (const auto& timing : timings_) timings.push_back(timing.get());
    for (std::size_t i = 0; i < pus.size(); ++i) {
        engines_.push_back(std::make_unique<soc::ModelEngine>(pus[i], i, timings, team_));
    }
}

const soc::Timing& Emulation::timing(const AppName& app) const {
    for (const auto& timing : timings_) {
        if (timing->app() == app) return *timing;
    }
    throw usage_error("--app does not name " + app.str());
}

void Emulation::check(const apps::Application& app) const {
    const soc::Timing& its = timing(app.name());
    if (its.stage_count() == app.stage_count()) return;
    throw data_error("the SoC model '" + model_ + "' has " + std::to_string(its.stage_count()) + " stages of " +
                         app.name().str() + ", the application has " + std::to_string(app.stage_count()),
                     "give its apps." + app.name().str() + ".stages one entry for each stage");
}

std::vector<apps::Engine*> Emulation::engines() const {
    std::vector<apps::Engine*> borrowed;
    for (const auto& engine : engines_) borrowed.push_back(engine.get());
    return borrowed;
}

std::unique_ptr<apps::Driver> Emulation::driver(soc::NoiseSource noise, std::span<const AppName> chains) const {
    std::vector<const soc::Timing*> timings;
    for (const AppName& app : chains) timings.push_back(&timing(app));
    return std::make_unique<soc::VirtualDriver>(std::move(timings), engines(), std::move(noise));
}

std::unique_ptr<apps::CellMeasure> Emulation::cells(soc::NoiseSource noise, const AppName& app,
                                                    const apps::SamplingRules& rules) const {
    return std::make_unique<soc::VirtualCellMeasure>(timing(app), names_, std::move(noise), rules);
}

}  // namespace bt::agent
