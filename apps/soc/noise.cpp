#include "soc/noise.hpp"

#include <cmath>

#include "bt/core/sha256.hpp"

namespace bt::soc {

double Normal::uniform() { return static_cast<double>(random_.next() >> 11U) * 0x1p-53; }

// Marsaglia's polar method: two numbers at a time.
double Normal::next() {
    if (spare_) {
        const double spare = *spare_;
        spare_.reset();
        return spare;
    }
    double x = 0;
    double y = 0;
    double square = 0;
    do {
        x = 2 * uniform() - 1;
        y = 2 * uniform() - 1;
        square = x * x + y * y;
    } while (square >= 1 || square == 0);
    const double scale = std::sqrt(-2 * std::log(square) / square);
    spare_ = y * scale;
    return x * scale;
}

double sigma_of(double cv) { return std::sqrt(std::log1p(cv * cv)); }

Noise::Noise(const format::SocNoise& noise, double drift, std::uint64_t seed)
    : noise_(noise), sigma_(sigma_of(noise.cv)), drift_(drift), normal_(seed) {}

double Noise::next() {
    double factor = drift_;
    if (sigma_ > 0) factor *= std::exp(sigma_ * normal_.next());
    if (noise_.outlier_rate > 0 && normal_.uniform() < noise_.outlier_rate) factor *= noise_.outlier_factor;
    return factor;
}

NoiseSource::NoiseSource(const format::SocModel& model, std::uint64_t seed, std::string_view process)
    : noise_(model.noise),
      name_(model.name + '\n' + std::to_string(seed) + '\n' + std::string(process) + '\n'),
      drift_cv_(model.drift_cv),
      drift_(drawn_drift("drift")) {}

double NoiseSource::drawn_drift(std::string_view what) const {
    return drift_cv_ > 0 ? std::exp(sigma_of(drift_cv_) * Normal(seed_of(what)).next()) : 1;
}

Noise NoiseSource::of(std::string_view what) const { return {noise_, drift_, seed_of(what)}; }

Noise NoiseSource::of_process(std::string_view what) const {
    return {noise_, drawn_drift("drift\n" + std::string(what)), seed_of(what)};
}

std::uint64_t NoiseSource::seed_of(std::string_view what) const {
    Sha256 hash;
    hash.update(name_);
    hash.update(what);
    std::uint64_t seed = 0;
    const auto digest = hash.digest();
    for (std::size_t i = 0; i < sizeof seed; ++i) seed = seed << 8U | digest[i];
    return seed;
}

}  // namespace bt::soc
