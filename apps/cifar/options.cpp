#include "cifar/options.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"

namespace bt::apps::cifar {
namespace {

std::string given_or_default(const AppOptions& options, const ParamSpec& spec) {
    const auto found = options.params.find(spec.name);
    return found == options.params.end() ? spec.default_value : found->second;
}

template <class T>
std::optional<T> parse(const std::string& text) {
    T value{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

}  // namespace

ParamSpec batch_spec() { return {"batch", "128", "images in each task, 1 to 4096"}; }
ParamSpec density_spec() {
    return {"density", "0.1", "part of each layer's weights that pruning leaves, above 0 to 1"};
}

void refuse_unknown(const std::string& app, const AppOptions& options, const std::vector<ParamSpec>& specs) {
    std::vector<std::string> known;
    for (const ParamSpec& spec : specs) known.push_back(spec.name);
    for (const auto& [param, value] : options.params)
        if (std::find(known.begin(), known.end(), param) == known.end())
            throw usage_error(app + " has no parameter '" + printable(param) + "'", did_you_mean(param, known));
}

std::size_t batch_of(const AppOptions& options) {
    const std::string text = given_or_default(options, batch_spec());
    const auto batch = parse<std::size_t>(text);
    if (!batch || *batch < 1 || *batch > most_images)
        throw usage_error("--param batch=" + printable(text) + ": expected a whole number from 1 to 4096");
    return *batch;
}

double density_of(const AppOptions& options) {
    const std::string text = given_or_default(options, density_spec());
    const auto density = parse<double>(text);
    if (!density || !(*density > 0 && *density <= 1))
        throw usage_error("--param density=" + printable(text) + ": expected a number above 0, at most 1");
    return *density;
}

std::string canonical(double density) {
    std::array<char, 32> text;
    const auto [end, fault] = std::to_chars(text.data(), text.data() + text.size(), density);
    return {text.data(), end};
}

}  // namespace bt::apps::cifar
