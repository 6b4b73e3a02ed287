#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/stage.hpp"
#include "bt/format/soc_model.hpp"

namespace bt::soc {

// What a SoC model says of one application on some of its PUs: by index, in ns, factors raised to their sensitivity.
class Timing {
public:
    // Throws a usage error where the model does not have the application or a PU, a data error where its factors make
    // times that no clock can count.
    Timing(const format::SocModel& model, const AppName& app, std::span<const PuName> pus);

    const AppName& app() const { return app_; }
    std::size_t pus() const { return pus_.size(); }
    int stage_count() const { return stage_count_; }

    bool can_run(std::size_t pu, Stage stage) const { return stage_ns(pu, stage) > 0; }
    bool can_run(std::size_t pu, StageRange stages) const;
    // Alone; 0 where the PU cannot run the stage.
    double stage_ns(std::size_t pu, Stage stage) const { return row(pu, stage).ns; }
    // What a submission of that many stages pays first.
    double fixed_ns(std::size_t pu, int stages) const { return pus_[pu].chunk_ns + stages * pus_[pu].stage_ns; }
    // The whole submission, alone.
    double chunk_ns(std::size_t pu, StageRange stages) const;
    // [a]: the stage's factor while PU a is busy.
    std::span<const double> slowdown(std::size_t pu, Stage stage) const { return row(pu, stage).slowdown; }

private:
    struct Row {
        double ns = 0;
        std::vector<double> slowdown;
    };
    struct PuTimes {
        double chunk_ns;
        double stage_ns;
        std::vector<Row> stages;
    };

    const Row& row(std::size_t pu, Stage stage) const { return pus_[pu].stages[stage.index()]; }

    AppName app_;
    int stage_count_;
    std::vector<PuTimes> pus_;
};

// The PUs of a model that can run a stage or more of `app`, in its order.
std::vector<PuName> able_pus(const format::SocModel& model, const AppName& app);

}  // namespace bt::soc
