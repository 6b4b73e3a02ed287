#include "counting_app.hpp"

#include <algorithm>
#include <cstdlib>
#include <semaphore>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "runtime/team.hpp"

namespace bt::apps::test {
namespace {

enum Buffer : std::size_t { input, added, multiplied, reversed, summed, factors };

std::size_t size_of_param(const AppOptions& options) {
    const auto given = options.params.find("size");
    return given == options.params.end() ? 256 : std::strtoull(given->second.c_str(), nullptr, 10);
}

void hang() {
    std::counting_semaphore<1> never(0);
    never.acquire();
}

}  // namespace

CountingApp::CountingApp(const AppName& name, const AppOptions& options) : name_(name), seed_(options.seed) {
    for (const auto& [param, value] : options.params) {
        const std::string known[] = {"size"};
        if (param == "size") continue;
        throw usage_error(name.str() + " has no parameter '" + param + "'", did_you_mean(param, known));
    }
    const std::size_t size = size_of_param(options);
    params_ = {{"size", std::to_string(size)}};
    buffers_ = {{"input", Role::input, Element::u32, size},     {"added", Role::work, Element::u32, size},
                {"multiplied", Role::work, Element::u32, size}, {"reversed", Role::output, Element::u32, size},
                {"summed", Role::output, Element::f32, 1},      {"factors", Role::shared, Element::u32, 4}};
}

void CountingApp::fill_shared(const Buffers& buffers) const {
    const auto values = buffers.as<std::uint32_t>(factors);
    for (std::uint32_t i = 0; i < 4; ++i) values[i] = i + 3;
}

void CountingApp::fill_input(std::uint64_t number, const Buffers& buffers) const {
    const auto values = buffers.as<std::uint32_t>(input);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] = static_cast<std::uint32_t>((i + 1) * (number + 1) + seed_) % 1000;
    }
}

void CountingApp::run_cpu(Stage stage, const Buffers& buffers, Team& team) const {
    const auto of = [&](std::size_t buffer) { return buffers.as<std::uint32_t>(buffer); };
    const std::size_t size = of(input).size();
    if (stage.number() == 3 && std::getenv("BT_TEST_HANG") != nullptr) hang();
    if (stage.number() == 4) {
        float sum = 0;
        for (const std::uint32_t value : of(reversed)) sum += static_cast<float>(value % 7);
        buffers.as<float>(summed)[0] = sum;
        return;
    }
    team.split(size, [&](std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
            if (stage.number() == 1) of(added)[i] = of(input)[i] + of(factors)[i % 4];
            if (stage.number() == 2) of(multiplied)[i] = of(added)[i] * of(factors)[3 - i % 4];
            if (stage.number() == 3) of(reversed)[i] = of(multiplied)[size - 1 - i];
        }
    });
}

void CountingApp::reference(const Buffers& buffers) const {
    const auto in = buffers.as<std::uint32_t>(input);
    const auto shared = buffers.as<std::uint32_t>(factors);
    const auto out = buffers.as<std::uint32_t>(reversed);
    double sum = 0;
    for (std::size_t i = 0; i < in.size(); ++i) {
        const std::size_t from = in.size() - 1 - i;
        out[i] = (in[from] + shared[from % 4]) * shared[3 - from % 4];
        sum += static_cast<double>(out[i] % 7);
    }
    buffers.as<float>(summed)[0] = static_cast<float>(sum);
}

std::vector<AppEntry> entries() {
    const std::vector<ParamSpec> params{{"size", "256", "numbers in each task"}};
    return {{"counting", "a small application for tests", params,
             [](const AppOptions& options) -> std::unique_ptr<Application> {
                 return std::make_unique<CountingApp>(AppName("counting"), options);
             }},
            {"tallying", "the same once more", params, [](const AppOptions& options) -> std::unique_ptr<Application> {
                 return std::make_unique<CountingApp>(AppName("tallying"), options);
             }}};
}

}  // namespace bt::apps::test

namespace bt::apps {

std::span<const AppEntry> catalogue() {
    static const std::vector<AppEntry> all = test::entries();
    return all;
}

std::unique_ptr<Application> make_application(const AppName& name, const AppOptions& options) {
    std::vector<std::string> names;
    for (const AppEntry& entry : catalogue()) {
        if (entry.name == name.str()) return entry.make(options);
        names.push_back(entry.name);
    }
    throw usage_error("unknown application '" + name.str() + "'", did_you_mean(name.str(), names));
}

}  // namespace bt::apps
