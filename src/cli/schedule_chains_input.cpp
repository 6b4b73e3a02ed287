#include <algorithm>
#include <set>

#include "bt/device/registry.hpp"
#include "bt/store/lookup.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/schedule_chains.hpp"
#include "cli/unknown_names.hpp"

namespace bt::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t most_profile_bytes = std::uint64_t{64} << 20U;

std::optional<store::Date> asked_date(const Globals& globals) {
    return globals.date ? std::optional(store::parse_date(*globals.date)) : std::nullopt;
}

struct FoundProfiles {
    store::Date date;
    std::vector<fs::path> files;
};

// The day that was asked for, else the newest that holds them, else what needs no day.
std::optional<FoundProfiles> look_for_profiles(const DeviceId& device, const AppName& app, const store::Store& held,
                                               const Globals& globals) {
    const auto shipped = store::own_shipped_data();
    const auto found_on = [&](const std::optional<store::Date>& day) {
        return store::profile_files(held.layout(), day, shipped, device, app);
    };
    if (const auto asked = asked_date(globals)) {
        if (auto found = found_on(asked); found.missing.empty()) return FoundProfiles{*asked, std::move(found.files)};
    } else {
        const auto has = [&](const store::Date& day) {
            const auto found = found_on(day);
            return found.missing.empty() && found.files != found_on(std::nullopt).files;
        };
        if (const auto day = held.newest_date(has)) return FoundProfiles{*day, found_on(day).files};
        if (auto found = found_on(std::nullopt); found.missing.empty()) {
            return FoundProfiles{store::Date::today(), std::move(found.files)};
        }
    }
    return std::nullopt;
}

FoundProfiles find_profiles(const DeviceId& device, const AppName& app, const store::Store& held,
                            const Globals& globals) {
    if (auto found = look_for_profiles(device, app, held, globals)) return std::move(*found);
    const auto missing =
        store::profile_files(held.layout(), asked_date(globals), store::own_shipped_data(), device, app).missing;
    const std::string measure = "measure first: runner benchmark --device " + printable(device.str()) + " --app " +
                                app.str() + "; or runner import; or name a file with --profile";
    throw data_error("no profile of " + (missing.empty() ? app.str() : missing.front().str()) + " on " +
                         printable(device.str()) + " in '" + printable(held.layout().root().string(), 200) + "'" +
                         (globals.date ? " on " + *globals.date : ""),
                     advice_on_names(held, app, device, measure));
}

format::Profile read_all(const std::vector<fs::path>& files) {
    std::vector<format::Profile> profiles;
    std::vector<std::string> names;
    for (const fs::path& file : files) {
        names.push_back(file.string());
        profiles.push_back(format::read_profile(system::read_file(file, most_profile_bytes), names.back()));
    }
    return format::join(profiles, names);
}

std::string all_apps(const format::Profile& profile) {
    std::string names;
    for (const format::ProfiledApp& each : profile.apps) names += (names.empty() ? "" : "+") + each.app.str();
    return names;
}

std::vector<const format::ProfiledApp*> chains_of(const format::Profile& profile, const AppName& app) {
    std::vector<const format::ProfiledApp*> chains;
    for (const AppName& part : app.parts()) {
        const auto found = std::find_if(profile.apps.begin(), profile.apps.end(),
                                        [&](const format::ProfiledApp& each) { return each.app == part; });
        if (found == profile.apps.end()) {
            throw data_error("no numbers of " + part.str() + " in the profile",
                             "it has " + all_apps(profile) + "; add a file with --profile");
        }
        chains.push_back(&*found);
    }
    return chains;
}

}  // namespace

bool has_profile(const DeviceId& device, const AppName& app, const store::Store& held, const Globals& globals) {
    return look_for_profiles(device, app, held, globals).has_value();
}

ChainsInput read_chains_input(const ChainRequest& request, const store::Store& held, const Globals& globals) {
    std::optional<FoundProfiles> found;
    if (request.profiles.empty()) {
        found = find_profiles(device::id_of(request.device), AppName(request.app), held, globals);
    } else {
        const auto day = asked_date(globals);
        found = FoundProfiles{day ? *day : store::Date::today(), {}};
        found->files.assign(request.profiles.begin(), request.profiles.end());
    }
    format::Profile profile = read_all(found->files);
    if (!request.device.empty() && profile.device != device::id_of(request.device)) {
        throw data_error(
            "the profile is of " + printable(profile.device.str()) + ", not of " + printable(request.device),
            "leave --device out, or name another --profile");
    }
    if (request.backend != "auto" && profile.backend != parse_backend(request.backend)) {
        throw data_error(
            "the profile is of backend " + std::string(to_string(profile.backend)) + ", not " + request.backend,
            "leave --backend out, or name another --profile");
    }
    const AppName app(request.app.empty() ? all_apps(profile) : request.app);
    ChainsInput input{profile.device,     app, profile.backend,        found->date,
                      std::move(profile), {},  std::move(found->files)};
    input.chains = chains_of(input.profile, input.app);
    return input;
}

}  // namespace bt::cli
