#include "plot/axis.hpp"

#include <algorithm>
#include <cmath>

#include "bt/core/error.hpp"

namespace bt::plot {
namespace {

constexpr double wide_span = 20;  // from here on the smaller values of a linear axis are no longer told apart

// The largest of 1, 2, 5 times a power of ten that is not above `value`.
double round_down(double value) {
    const double power = std::pow(10, std::floor(std::log10(value)));
    const double digit = value / power;
    return (digit >= 5 ? 5 : digit >= 2 ? 2 : 1) * power;
}

double round_up(double value) {
    const double down = round_down(value);
    if (down >= value * (1 - 1e-9)) return down;
    const double power = std::pow(10, std::floor(std::log10(value)));
    return down < 1.5 * power ? 2 * power : down < 3 * power ? 5 * power : 10 * power;
}

std::vector<double> linear_ticks(double low, double high) {
    const double step = round_up((high - low) / 6);
    std::vector<double> ticks;
    for (double k = std::ceil(low / step - 1e-9); k * step <= high + step * 1e-9; ++k)
        ticks.push_back(k * step + 0.0);  // no -0
    return ticks;
}

std::vector<double> logarithmic_ticks(double low, double high) {
    const bool dense = high / low <= 2000;
    std::vector<double> ticks;
    const double last = std::ceil(std::log10(high));
    for (double power = std::floor(std::log10(low)); power <= last; ++power) {
        for (const int digit : {1, 2, 5}) {
            const double tick = digit * std::pow(10, power);
            if ((dense || digit == 1) && tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push_back(tick);
        }
    }
    return ticks.size() >= 2 ? ticks : std::vector<double>{low, high};
}

}  // namespace

double Axis::part(double value) const {
    const double inside = clamped(value);
    if (logarithmic) return (std::log(inside) - std::log(low)) / (std::log(high) - std::log(low));
    return (inside - low) / (high - low);
}

double Axis::clamped(double value) const { return std::clamp(value, low, high); }

Axis exact_axis(double low, double high, bool logarithmic) {
    return {low, high, logarithmic, logarithmic ? logarithmic_ticks(low, high) : linear_ticks(low, high)};
}

Axis axis_for(std::span<const double> values, AxisScale scale) {
    if (values.empty()) return exact_axis(0, 1, false);
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const bool positive = *least > 0;
    if (scale == AxisScale::logarithmic && !positive) {
        throw data_error("a logarithmic axis cannot show " + number_text(*least));
    }
    const bool spans = positive && *most / *least >= wide_span;
    if (scale == AxisScale::logarithmic || (scale == AxisScale::automatic && spans)) {
        return exact_axis(round_down(*least * 0.8), round_up(*most * 1.15), true);
    }
    const double low = std::min(0.0, *least);
    const double high = std::max(0.0, *most);
    if (low == high) return exact_axis(0, 1, false);
    const double room = (high - low) * 0.05;
    return exact_axis(low < 0 ? low - room : 0, high + room, false);
}

void put_axis(Script& script, const Axis& axis, std::string_view name) {
    const std::string which(name);
    script.command("set " + which + "range [" + number_text(axis.low) + ":" + number_text(axis.high) + "]");
    if (axis.logarithmic) script.command("set logscale " + which);
    std::string ticks = "set " + which + "tics scale 0.5 nomirror (";
    for (std::size_t i = 0; i < axis.ticks.size(); ++i) ticks += (i ? ", " : "") + number_text(axis.ticks[i]);
    script.command(ticks + ")");
    script.command("set format " + which + " '%g'");
    script.command("set grid " + which + "tics linetype 1 linecolor rgb '#e4e4e4'");
}

}  // namespace bt::plot
