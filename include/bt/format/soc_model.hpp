#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/pu.hpp"
#include "bt/core/stage.hpp"
#include "bt/core/units.hpp"

// SoC models: what an emulated device is made of (docs/formats/soc-models.md).
namespace bt::format {

struct SocPu {
    Pu pu;  // CPU clusters have cores, which no other PU of the model has
    PuClass pu_class = PuClass::other;
    Milliseconds chunk_ms{0};  // each submission costs chunk_ms + n · stage_ms
    Milliseconds stage_ms{0};
    bool operator==(const SocPu&) const = default;
};

struct SocStage {
    std::map<PuName, Milliseconds> times;  // alone; a PU that is not in it cannot run the stage; never empty
    double sensitivity = 1;                // exponent of the interference factors
    bool operator==(const SocStage&) const = default;
};

struct SocNoise {
    double cv = 0;              // of every stage and every fixed part
    double outlier_rate = 0;    // 0 to 1
    double outlier_factor = 1;  // above 0
    bool operator==(const SocNoise&) const = default;
};

struct SocModel {
    std::string name;
    std::vector<SocPu> pus;  // in the device's order
    std::map<AppName, std::vector<SocStage>> apps;
    std::map<PuName, std::map<PuName, double>> interference;  // [slowed][busy beside it]
    SocNoise noise;
    double drift_cv = 0;  // of one factor per process

    std::optional<Milliseconds> time(const AppName& app, Stage stage, const PuName& pu) const;
    double factor(const PuName& pu, const PuName& beside) const;  // 1 where the model says nothing

    bool operator==(const SocModel&) const = default;
};

// Throws a data error with line and column where a value is out of bounds or names what the model does not have.
SocModel read_soc_model(std::string_view text, const std::string& file);

std::string render(const SocModel& model);

}  // namespace bt::format
