#include "agent/commands.hpp"
#include "agent/emulation.hpp"
#include "bt/core/error.hpp"
#include "bt/core/words.hpp"
#include "runtime/application.hpp"
#include "runtime/machine.hpp"
#include "soc/random_model.hpp"

namespace bt::agent {
namespace {

constexpr std::string_view default_pus = "little=0-3,medium=4-5,big=6-7,vulkan";

double fraction(const Arguments& arguments, std::string_view flag, double otherwise) {
    if (arguments.text(flag) == "0") return 0;
    return arguments.positive(flag, 1).value_or(otherwise);
}

int run(const Arguments& arguments, Output& out) {
    const auto seed = static_cast<std::uint64_t>(arguments.number("--seed", 0, INT64_MAX).value_or(1));
    soc::RandomModelOptions options{.apps = {},
                                    .pus = apps::parse_pus(arguments.has("--pus") ? joined(arguments.list("--pus"), ",")
                                                                                  : std::string(default_pus)),
                                    .noise_cv = fraction(arguments, "--noise", 0.02),
                                    .outlier_rate = fraction(arguments, "--outliers", 0.01)};
    std::vector<std::string> names = arguments.list("--app");
    if (names.empty()) {
        for (const apps::AppEntry& entry : apps::catalogue()) names.push_back(entry.name);
    }
    for (const std::string& name : names) {
        options.apps.emplace(AppName(name), apps::make_application(AppName(name), {})->stage_count());
    }
    out.write(format::render(soc::random_model(seed, options)));
    note("a random model from seed " + std::to_string(seed));
    return 0;
}

}  // namespace

Command soc_model_command() {
    return {"soc-model",
            "make up a machine: a random SoC model for --soc, on stdout",
            {{"--seed", Takes::one, "N", "which one (1); its name is random-N"},
             {"--app", Takes::list, "NAME...", "for these applications (all)"},
             {"--pus", Takes::list, "little=0-3,...", "its PUs, slowest first (little=0-3,medium=4-5,big=6-7,vulkan)"},
             {"--noise", Takes::one, "CV", "coefficient of variation of every time, 0 to 1 (0.02)"},
             {"--outliers", Takes::one, "RATE", "how often a time is doubled, 0 to 1 (0.01)"},
             {"--help", Takes::nothing, "", "this text"}},
            run};
}

}  // namespace bt::agent
