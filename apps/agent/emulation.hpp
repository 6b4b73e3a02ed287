#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "arguments/arguments.hpp"
#include "bt/core/names.hpp"
#include "bt/core/pu.hpp"
#include "bt/format/soc_model.hpp"
#include "runtime/team.hpp"
#include "soc/cell_measure.hpp"
#include "soc/driver.hpp"
#include "soc/engine.hpp"

namespace bt::agent {

// The model that stands for this machine: of --soc, else of BT_SOC. Throws a data error that says where it is broken.
std::optional<format::SocModel> read_soc(const Arguments& arguments);

// A model's PUs ready to run applications in virtual time.
class Emulation {
public:
    // Throws where the model does not have an application.
    Emulation(const format::SocModel& model, const std::vector<AppName>& apps, const std::vector<Pu>& pus);

    // Throws where the model has another number of stages than the application.
    void check(const apps::Application& app) const;

    std::vector<apps::Engine*> engines() const;
    // chains[c]: the application of the plan's chain c.
    std::unique_ptr<apps::Driver> driver(soc::NoiseSource noise, std::span<const AppName> chains) const;
    std::unique_ptr<apps::CellMeasure> cells(soc::NoiseSource noise, const AppName& app,
                                             const apps::SamplingRules& rules) const;

private:
    const soc::Timing& timing(const AppName& app) const;

    std::string model_;
    std::vector<PuName> names_;
    std::vector<std::unique_ptr<soc::Timing>> timings_;  // each application once
    apps::Team team_;
    std::vector<std::unique_ptr<apps::Engine>> engines_;
};

}  // namespace bt::agent
