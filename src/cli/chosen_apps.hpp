#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "bt/format/external_app.hpp"
#include "bt/store/store.hpp"

namespace bt::apps {
class Application;
}

namespace bt::cli {

// The applications of --app, each as often as it stands there.
struct ChosenApps {
    std::vector<AppName> names;
    std::vector<format::ExternalApp> programs{};  // one for each of them where they are somebody else's; else none
};

// Throws a usage error: none, one that neither this program nor the store's `apps` has, or of both kinds; a data error
// where the file of a program cannot be used.
ChosenApps choose_apps(const std::string& flag, const store::Layout& layout);

// For what only applications of this program can do; throws a usage error for others.
std::vector<AppName> named_apps(const std::string& flag, const store::Layout& layout);

// What --app may name: applications of this program and programs of others.
std::vector<std::string> known_apps(const store::Layout& layout);

// Whether --app names one application of this program.
bool is_own(const std::string& flag);

// Whether --app names one application, somebody else's program.
bool is_one_program(const std::string& flag, const store::Layout& layout);

// All that the store's `apps` has, in the order of the names.
std::vector<format::ExternalApp> external_apps(const store::Layout& layout);

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
