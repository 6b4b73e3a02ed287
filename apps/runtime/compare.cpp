#include "runtime/compare.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>

namespace bt::apps {
namespace {

constexpr double tolerance = 1e-4;

double allowed(double reference) {
    return std::isfinite(reference) ? tolerance * std::max(1.0, std::abs(reference)) : 0.0;
}

std::string number(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.9g", value);
    return text;
}

// Largest error so far; NaN stays.
void raise(double& largest, double error) {
    if (std::isnan(largest)) return;
    if (std::isnan(error) || error > largest) largest = error;
}

double error_of(float output, float reference) {
    if (std::isnan(output) || std::isnan(reference)) return std::numeric_limits<double>::quiet_NaN();
    if (output == reference) return 0;  // infinities too
    return std::abs(static_cast<double>(output) - static_cast<double>(reference));
}

std::optional<std::string> fault_of_elements(std::span<const float> outputs, std::span<const float> reference,
                                             double& largest) {
    std::optional<std::string> fault;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        const double error = error_of(outputs[i], reference[i]);
        raise(largest, error);
        if (fault || error <= allowed(static_cast<double>(reference[i]))) continue;  // NaN is never ≤
        fault = "element " + std::to_string(i) + " is " + number(static_cast<double>(outputs[i])) + ", expected " +
                number(static_cast<double>(reference[i]));
    }
    return fault;
}

std::size_t arg_max(std::span<const float> row) {
    return static_cast<std::size_t>(std::max_element(row.begin(), row.end()) - row.begin());
}

// Whether the reference itself could not tell its first two apart.
bool is_a_tie(std::span<const float> row, std::size_t best) {
    double second = -std::numeric_limits<double>::infinity();
    for (std::size_t i = 0; i < row.size(); ++i) {
        if (i != best) second = std::max(second, static_cast<double>(row[i]));
    }
    const auto first = static_cast<double>(row[best]);
    return first - second <= allowed(first);
}

std::optional<std::string> fault_of_rows(std::span<const float> outputs, std::span<const float> reference,
                                         std::size_t scores) {
    for (std::size_t row = 0; row + scores <= reference.size(); row += scores) {
        const std::span<const float> expected = reference.subspan(row, scores);
        const std::size_t best = arg_max(expected);
        const std::size_t found = arg_max(outputs.subspan(row, scores));
        if (found == best || is_a_tie(expected, best)) continue;
        return "row " + std::to_string(row / scores) + " has its largest score at " + std::to_string(found) +
               ", expected " + std::to_string(best);
    }
    return std::nullopt;
}

template <class T>
std::optional<std::string> fault_of_integers(std::span<const T> outputs, std::span<const T> reference,
                                             double& largest) {
    std::optional<std::string> fault;
    for (std::size_t i = 0; i < reference.size(); ++i) {
        if (outputs[i] == reference[i]) continue;
        raise(largest, std::abs(static_cast<double>(outputs[i]) - static_cast<double>(reference[i])));
        if (fault) continue;
        fault = "element " + std::to_string(i) + " is " + std::to_string(outputs[i]) + ", expected " +
                std::to_string(reference[i]);
    }
    return fault;
}

template <class T>
std::span<const T> as(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const T*>(bytes.data()), bytes.size() / sizeof(T)};
}

std::optional<std::string> fault_of_buffer(const Application& app, std::size_t buffer, const Buffers& outputs,
                                           const std::vector<std::byte>& reference, double& largest) {
    switch (app.buffers()[buffer].element) {
        case Element::f32:
            return fault_of_floats(outputs.as<float>(buffer), as<float>(reference), app.scores_per_row(), largest);
        case Element::u32:
            return fault_of_integers<std::uint32_t>(outputs.as<std::uint32_t>(buffer), as<std::uint32_t>(reference),
                                                    largest);
        case Element::i32:
            return fault_of_integers<std::int32_t>(outputs.as<std::int32_t>(buffer), as<std::int32_t>(reference),
                                                   largest);
        case Element::u8:
            return fault_of_integers<std::uint8_t>(outputs.as<std::uint8_t>(buffer), as<std::uint8_t>(reference),
                                                   largest);
    }
    return std::nullopt;
}

}  // namespace

std::optional<std::string> fault_of_floats(std::span<const float> outputs, std::span<const float> reference,
                                           std::size_t scores_per_row, double& largest_error) {
    auto fault = fault_of_elements(outputs, reference, largest_error);
    if (!fault && scores_per_row > 1) fault = fault_of_rows(outputs, reference, scores_per_row);
    return fault;
}

Comparison compare_outputs(const Application& app, const Buffers& outputs, const ReferenceOutput& reference) {
    Comparison result;
    for (std::size_t i = 0; i < app.buffers().size(); ++i) {
        if (app.buffers()[i].role != Role::output) continue;
        const auto fault = fault_of_buffer(app, i, outputs, reference.buffers[i], result.largest_error);
        if (fault && !result.fault) result.fault = "output '" + app.buffers()[i].name + "': " + *fault;
    }
    if (!result.fault) result.fault = app.structural_fault(outputs);
    result.checksum = checksum(app, outputs);
    return result;
}

std::uint64_t checksum(const Application& app, const Buffers& outputs) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (std::size_t i = 0; i < app.buffers().size(); ++i) {
        if (app.buffers()[i].role != Role::output) continue;
        for (const std::byte byte : outputs.bytes(i)) hash = (hash ^ static_cast<std::uint64_t>(byte)) * 0x100000001b3U;
    }
    return hash;
}

std::string checksum_text(std::uint64_t checksum) {
    char text[17];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(checksum));
    return text;
}

}  // namespace bt::apps
