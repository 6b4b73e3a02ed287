#pragma once

#include <memory>
#include <optional>
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

// Which PUs a command works with.
struct Processors {
    Backend backend = Backend::cpu;
    std::vector<Pu> pus;  // in the device's order
    std::vector<std::string> notes;
};

// The model that stands for this machine: of --soc, else of BT_SOC. Throws a data error that says where it is broken.
std::optional<format::SocModel> read_soc(const Arguments& arguments);

// The model's PUs that can run a stage of the application, or all; of the accelerators the one that --backend asks for.
// --pus may leave some out. Throws a usage error where it names others, a device error where the accelerator is none of
// the model's.
Processors choose_model_processors(const Arguments& arguments, const format::SocModel& model,
                                   const std::optional<AppName>& app);

// A model's PUs ready to run an application in virtual time.
class Emulation {
public:
    // Throws where the model has another number of stages than the application. `app` outlives it.
    Emulation(const format::SocModel& model, const apps::Application& app, const std::vector<Pu>& pus);

    std::vector<apps::Engine*> engines() const;
    std::unique_ptr<apps::Driver> driver(soc::NoiseSource noise) const;
    std::unique_ptr<apps::CellMeasure> cells(soc::NoiseSource noise, const apps::SamplingRules& rules) const;

private:
    std::vector<PuName> names_;
    soc::Timing timing_;
    apps::Team team_;
    std::vector<std::unique_ptr<apps::Engine>> engines_;
};

}  // namespace bt::agent
