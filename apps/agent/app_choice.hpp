#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arguments/arguments.hpp"
#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "runtime/application.hpp"

namespace bt::agent {

enum class Apps { one, several };

// What the command line says of the applications: --app, --param, --input, --weights, --seed.
class AppChoice {
public:
    // Throws a usage error for an application or a --param that does not exist, and where several are named ("A+B") but
    // the command takes one.
    AppChoice(const Arguments& arguments, Apps how_many);

    const std::vector<AppName>& names() const { return names_; }  // "A+A" names one twice
    std::string text() const;                                     // "A+B"
    std::uint64_t seed() const { return seed_; }

    // The sizes of --param that are meant for this application: NAME=VALUE where it is the only one, else
    // APP:NAME=VALUE.
    Params params(const AppName& app) const;
    // An application of its own for each chain; `chain` counts from 0.
    std::unique_ptr<apps::Application> make(const AppName& app, const Params& params, std::size_t chain = 0) const;

private:
    void add_param(const std::string& text);

    std::vector<AppName> names_;
    std::uint64_t seed_;
    std::map<AppName, Params> params_;
    std::optional<std::string> input_;
    std::optional<std::string> weights_;
};

}  // namespace bt::agent
