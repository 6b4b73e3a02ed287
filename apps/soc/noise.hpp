#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "bt/format/soc_model.hpp"
#include "runtime/random.hpp"

namespace bt::soc {

// Numbers from a standard normal distribution, the same from the same seed.
class Normal {
public:
    explicit Normal(std::uint64_t seed) : random_(seed) {}

    double next();
    double uniform();  // 0 ≤ x < 1

private:
    apps::Random random_;
    std::optional<double> spare_;
};

// σ of the exponent that gives a lognormal factor this coefficient of variation.
double sigma_of(double cv);

// The factor of one execution of a stage, or of one fixed part, after another. Its median is 1.
class Noise {
public:
    Noise(const format::SocNoise& noise, double drift, std::uint64_t seed);

    double next();

private:
    format::SocNoise noise_;
    double sigma_;
    double drift_;
    Normal normal_;
};

// Where the generators of one process come from: each has a name, so that what is measured does not depend on what
// else is measured, nor in which order.
class NoiseSource {
public:
    // `process`: the command and the number of its repeat ("bench 2"); each has noise and a drift of its own.
    NoiseSource(const format::SocModel& model, std::uint64_t seed, std::string_view process);

    Noise of(std::string_view what) const;  // a cell
    double drift() const { return drift_; }
    // A schedule and how often it ran before: with a drift of its own, as if it had a process for itself.
    Noise of_process(std::string_view what) const;

private:
    std::uint64_t seed_of(std::string_view what) const;
    double drawn_drift(std::string_view what) const;

    format::SocNoise noise_;
    std::string name_;  // of model, seed and process
    double drift_cv_;
    double drift_;
};

}  // namespace bt::soc
