#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/params.hpp"

namespace bt::apps {
class Application;
}

namespace bt::cli {

// The applications of --app, each as often as it stands there. Throws a usage error: none, or one that this program
// does not have.
std::vector<AppName> named_apps(const std::string& flag);

// The words of --param that are about this one: `points=1000` where --app names one application, `tree:points=1000`
// where it names several. Throws a usage error for a word that is about none of them.
std::vector<std::string> params_about(const AppName& app, const std::vector<AppName>& all,
                                      const std::vector<std::string>& words);

// What an application is made of besides its name.
struct AppInputs {
    std::vector<std::string> params{};  // as params_about gives them
    std::uint64_t seed = 1;
    std::optional<std::string> input{};
    std::optional<std::string> weights{};
};
std::shared_ptr<const apps::Application> make_app(const AppName& app, const AppInputs& inputs);

}  // namespace bt::cli
