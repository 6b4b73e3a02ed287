#include "cli/benchmark_profile.hpp"

#include <algorithm>

#include "bt/format/json_writer.hpp"
#include "bt/profile/profile.hpp"
#include "bt/store/manifest.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/clock.hpp"
#include "cli/number.hpp"
#include "cli/step_record.hpp"
#include "cli/terminal.hpp"
#include "runtime/application.hpp"

namespace bt::cli {
namespace {

using profile::Campaign;

const format::BenchHeader& own_header_of(const CampaignResult& result) {
    for (const profile::RepeatLog& repeat : result.campaign->repeats) {
        if (repeat.log.header) return *repeat.log.header;
    }
    throw data_error("the newest logs of " + result.subject->app.str() + " are of the earlier system",
                     "a profile needs logs of ours: measure without --rebuild");
}

}  // namespace

std::vector<StageRange> groups_of(const AppName& app, int stages, const Cuts& cuts) {
    const auto found = cuts.find(app);
    if (found == cuts.end()) return profile::groups_of(stages);
    if (found->second.back() >= stages) {
        throw usage_error("--groups " + app.str() + "=…" + std::to_string(found->second.back()) + ": " + app.str() +
                              " has " + std::to_string(stages) + " stages",
                          "a cut stands after a stage that is not the last");
    }
    return profile::groups_of(stages, found->second);
}

namespace {

format::ProfiledApp profiled(const CampaignResult& result, const Cuts& cuts) {
    const format::BenchHeader& header = own_header_of(result);
    AppInputs inputs;
    for (const auto& [name, value] : header.params) inputs.params.push_back(name + "=" + value);
    const auto app = make_app(header.app, inputs);
    return profile::profiled_app(*result.campaign,
                                 {groups_of(header.app, app->stage_count(), cuts), app->stage_names()});
}

format::Profile profile_of(const std::vector<const CampaignResult*>& campaigns, const Cuts& cuts) {
    const format::BenchHeader& first = own_header_of(*campaigns.front());
    format::Profile made{
        first.device, first.backend, "benchmark " + campaigns.front()->subject->date.str(), first.pus, {}, {}};
    for (const CampaignResult* each : campaigns) {
        const format::BenchHeader& header = own_header_of(*each);
        if (header.backend != first.backend || header.pus != first.pus || header.clock != first.clock) {
            throw data_error("the newest campaigns of " + first.app.str() + " and " + header.app.str() +
                                 " are of different PUs or backends",
                             "measure both together, with one --backend and one --pus");
        }
        made.source += ", " + header.app.str() + " campaign " + std::to_string(each->campaign->number);
        made.apps.push_back(profiled(*each, cuts));
    }
    std::vector<const Campaign*> measured;
    for (const CampaignResult* each : campaigns) measured.push_back(&*each->campaign);
    profile::add_sharing(made, measured);
    return made;
}

void append_step(const ProfileResult& result, const std::vector<const CampaignResult*>& campaigns,
                 const std::string& started, const Invocation& invocation) {
    const profile::Subject& subject = *campaigns.front()->subject;
    store::StepRecord step = step_record("benchmark", started, invocation);
    step.device = result.device.str();
    step.app = result.apps.str();
    step.backend = to_string(result.profile->backend);
    step.seed = invocation.globals.seed;
    for (const CampaignResult* each : campaigns) {
        for (const profile::RepeatLog& repeat : each->campaign->repeats) {
            step.inputs.push_back(store::record_file(subject.layout, repeat.file));
        }
    }
    step.outputs.push_back(store::record_file(subject.layout, result.file));
    step.result = "profile of " + std::to_string(result.profile->apps.size()) + " applications";
    store::append_step(subject.layout, subject.date, step);
}

int cut_in(std::string_view text, const std::string& word) {
    const auto cut = number_in<int>(text);
    if (cut && *cut >= 1 && *cut < max_stages) return *cut;
    throw usage_error("--groups " + printable(word) + ": '" + printable(text) + "' is no stage",
                      "stages after which a group ends, for example --groups tree=2,5");
}

}  // namespace

Cuts parse_cuts(const std::vector<std::string>& words, const std::vector<AppName>& apps) {
    Cuts cuts;
    for (const std::string& word : words) {
        const std::size_t equals = word.find('=');
        const auto app = std::find_if(apps.begin(), apps.end(),
                                      [&](const AppName& each) { return each.str() == word.substr(0, equals); });
        if (equals == std::string::npos || app == apps.end() || cuts.contains(*app)) {
            throw usage_error("--groups " + printable(word) + " is not of one of the applications, once",
                              "stages after which a group ends, for example --groups " + apps.front().str() + "=2,5");
        }
        std::vector<int>& list = cuts[*app];
        for (std::size_t begin = equals + 1;;) {
            const std::size_t end = std::min(word.find(',', begin), word.size());
            list.push_back(cut_in(std::string_view(word).substr(begin, end - begin), word));
            if (end == word.size()) break;
            begin = end + 1;
        }
        if (std::adjacent_find(list.begin(), list.end(), std::greater_equal<>()) != list.end()) {
            throw usage_error("--groups " + printable(word) + ": the stages do not rise");
        }
    }
    return cuts;
}

ProfileResult write_profile(const std::vector<const CampaignResult*>& campaigns, const BenchmarkOptions& options,
                            const Fleet& fleet, const Invocation& invocation) {
    const std::string started = system::timestamp(system::real_clock().wall());
    ProfileResult result{campaigns.front()->device, AppName(options.app)};
    try {
        result.profile = profile_of(campaigns, parse_cuts(options.groups, result.apps.parts()));
        result.file = fleet.layout().profile(campaigns.front()->subject->date, result.apps, result.device);
        system::write_file_atomically(result.file, format::render(*result.profile));
        for (const std::string& pair : profile::pairs_not_measured(*result.profile)) {
            result.warnings.push_back("not measured: " + pair + "; schedules take it for no contention");
        }
        append_step(result, campaigns, started, invocation);
    } catch (const Error& error) {
        if (error.code() == ExitCode::usage) throw;
        result.failure = error;
    }
    return result;
}

}  // namespace bt::cli
