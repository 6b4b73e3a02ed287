#include "bt/device/deploy.hpp"

#include <algorithm>
#include <map>

#include "bt/core/version.hpp"
#include "bt/device/agent_words.hpp"
#include "bt/device/failure.hpp"
#include "bt/device/quote.hpp"
#include "bt/system/file_reader.hpp"
#include "device/facts.hpp"
#include "device/remote_script.hpp"

namespace bt::device {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view agent_name = "bt-agent";

// All that must be known, in one command. Hashes of agents that do not run there are kept, so that none is pushed twice
// in vain.
constexpr const char* probe =
    "echo \"machine=$(uname -m)\"\n"
    "if [ -n \"$(getprop ro.build.version.sdk 2>/dev/null)\" ]; then echo system=android; else echo system=linux; fi\n"
    "echo \"folder=$PWD\"\n"
    "if [ -f bt-agent ]; then\n"
    "  h=$(sha256sum bt-agent 2>/dev/null); echo \"hash=${h%% *}\"\n"
    "  v=$(./bt-agent --version 2>/dev/null); echo \"version=$v\"\n"
    "fi\n"
    "[ -f bt-agent.unfit ] && while read -r h; do echo \"unfit=$h\"; done <bt-agent.unfit\n"
    "true\n";

struct There {
    Architecture architecture;
    std::string folder;
    std::string hash;
    std::string version;  // "bt-agent 0.1.0 3eb4515"
    std::vector<std::string> unfit;
};

There look(Device& device, Nanoseconds patience) {
    const Outcome outcome = device.execute({{"sh", "-c", probe}}, {.deadline = patience});
    const Facts facts = read_facts(outcome.out);
    There there{{facts.text("system"), facts.text("machine")},
                facts.text("folder"),
                facts.text("hash"),
                facts.text("version"),
                facts.all("unfit")};
    if (outcome.succeeded() && !there.folder.empty()) return there;
    throw Failure(Fault::garbled,
                  "'" + printable(device.id().str()) + "' did not say what it is: " + printable(outcome.err, 200),
                  "runner doctor --device " + device.id().str());
}

// "0.1.0 3eb4515" of "bt-agent 0.1.0 3eb4515".
std::string version_in(const std::string& said) {
    const std::string prefix = std::string(agent_name) + " ";
    return said.starts_with(prefix) ? said.substr(prefix.size()) : std::string();
}

bool is_of_our_version(const std::string& version) { return version.substr(0, version.find(' ')) == bt::version(); }

// Why a program that was brought there does not run.
enum class Unfit { folder, program };
struct Trial {
    std::string version;  // empty: it does not run
    Unfit why = Unfit::program;
    std::string said;
};

// Brings the file under a name of its own and gives it the agent's only when it has run: one that works, and may be
// running, is replaced at once or not at all.
Trial bring(Device& device, const fs::path& file, Nanoseconds patience) {
    const std::string name = std::string(agent_name) + "." + make_nonce();
    const auto sweep = [&] {
        constexpr Nanoseconds short_patience = std::chrono::seconds(5);  // where the device hung once already
        device.execute({{"rm", "-f", name}}, {.deadline = short_patience, .cleanup = Cleanup::yes});
    };
    try {
        device.push(file, name);
        const std::string script = "t=" + shell_word(name) +
                                   "; chmod 755 \"$t\" && v=$(\"./$t\" --version 2>bt-agent.said) && "
                                   "mv -f \"$t\" bt-agent && echo \"version=$v\"; s=$?\n"
                                   "[ $s = 0 ] || { read -r w <bt-agent.said; echo \"said=$w\"; }\n"
                                   "rm -f \"$t\" bt-agent.said; exit $s";
        const Outcome outcome = device.execute({{"sh", "-c", script}}, {.deadline = patience});
        const Facts facts = read_facts(outcome.out);
        Trial trial{version_in(facts.text("version")), Unfit::program, facts.text("said")};
        constexpr int may_not_be_executed = 126;
        const bool denied = trial.said.find("ermission denied") != std::string::npos;
        if (outcome.status == may_not_be_executed && denied) trial.why = Unfit::folder;
        return trial;
    } catch (const Error&) {
        try {
            sweep();
        } catch (const Error&) {
            // The device is gone; the next deployment has another name.
        }
        throw;
    }
}

void remember_unfit(Device& device, const std::string& hash) {
    device.execute({{"sh", "-c", "echo " + shell_word(hash) + " >>bt-agent.unfit"}}, {.deadline = usual_patience});
}

Failure no_agent(const Device& device, const There& there) {
    return {Fault::program_missing,
            "no bt-agent for " + printable(there.architecture.str()) + ", which device '" +
                printable(device.id().str()) + "' is",
            how_to_build(there.architecture)};
}

Failure not_executable(const Device& device, const There& there) {
    return {Fault::not_executable,
            "the folder '" + printable(there.folder, 200) + "' of device '" + printable(device.id().str()) +
                "' does not let programs run",
            "mount it without noexec; runner doctor --device " + device.id().str() + " shows more"};
}

Failure of_another_version(const Device& device, const There& there, const fs::path& file, const std::string& version) {
    return {Fault::unsuitable,
            "bt-agent for device '" + printable(device.id().str()) + "' is version " + printable(version) +
                ", this runner is " + std::string(bt::version()) + ": '" + printable(file.string(), 200) + "'",
            "build it anew: " + how_to_build(there.architecture)};
}

// <builds>/linux-arm64-static/bin/bt-agent, agents/linux-aarch64-static/bt-agent
bool is_static(const fs::path& file) {
    const fs::path folder = file.parent_path();
    return folder.filename().string().ends_with("-static") ||
           folder.parent_path().filename().string().ends_with("-static");
}

Deployment finished(const Device& device, const There& there, const fs::path& file, const std::string& version,
                    bool pushed) {
    if (!is_of_our_version(version)) throw of_another_version(device, there, file, version);
    Deployment done{there.folder + "/" + std::string(agent_name), file, there.architecture, version, pushed};
    const std::string build = version.substr(std::min(version.find(' ') + 1, version.size()));
    if (build != build_id()) {
        done.notes.push_back("bt-agent on '" + device.id().str() + "' is build " + build + ", this runner " +
                             std::string(build_id()));
    }
    if (is_static(file)) done.notes.push_back("the static bt-agent on '" + device.id().str() + "' has no Vulkan");
    return done;
}

}  // namespace

Deployment deploy(Device& device, const AgentPlaces& places, Nanoseconds patience) {
    const There there = look(device, patience);
    const auto files = agents_for(there.architecture, places);
    if (files.empty()) throw no_agent(device, there);
    std::string said;
    for (const fs::path& file : files) {
        const std::string hash = system::sha256_of_file(file);
        if (std::find(there.unfit.begin(), there.unfit.end(), hash) != there.unfit.end()) continue;
        if (hash == there.hash && !version_in(there.version).empty()) {
            return finished(device, there, file, version_in(there.version), false);
        }
        const Trial trial = bring(device, file, patience);
        if (!trial.version.empty()) return finished(device, there, file, trial.version, true);
        if (trial.why == Unfit::folder) throw not_executable(device, there);
        remember_unfit(device, hash);
        said = trial.said;
    }
    throw Failure(Fault::unsuitable,
                  "no bt-agent of this machine runs on device '" + printable(device.id().str()) + "' (" +
                      there.architecture.str() + ")" + (said.empty() ? "" : ": " + printable(said, 200)),
                  how_to_build(there.architecture));
}

format::AgentInfo ask_agent(Device& device, const Deployment& deployment, const std::vector<std::string>& arguments,
                            Nanoseconds patience) {
    std::vector<std::string> argv{deployment.agent, "info", "--json"};
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    AgentWords words;
    ExecuteOptions options{.deadline = patience};
    options.on_err_line = [&](std::string_view line) { words.take(line); };
    const Outcome outcome = device.execute({std::move(argv)}, options);
    if (outcome.succeeded()) {
        return format::read_agent_info(outcome.out, "bt-agent info on '" + printable(device.id().str()) + "'");
    }
    Error error = words.error(device, outcome);
    if (error.code() == ExitCode::device) throw Failure(Fault::unsuitable, error.failed(), error.advice());
    throw error;
}

std::optional<long> deployed_size(Device& device) {
    const std::string folder = shell_word(device.work_folder());
    // Not in the work folder itself, which a command that runs there would make.
    const std::string script = "[ -d " + folder + " ] && du -sk " + folder;
    const bool relative = !device.work_folder().starts_with('/');
    const Outcome outcome =
        device.execute({{"sh", "-c", script}, {}, relative ? "." : "/"}, {.deadline = usual_patience});
    if (!outcome.succeeded()) return std::nullopt;
    return std::strtol(outcome.out.c_str(), nullptr, 10);
}

std::optional<long> remove_deployed(Device& device) {
    const auto size = deployed_size(device);
    if (!size) return std::nullopt;
    const bool relative = !device.work_folder().starts_with('/');
    const Outcome outcome = device.execute({{"rm", "-rf", "--", device.work_folder()}, {}, relative ? "." : "/"},
                                           {.deadline = usual_patience});
    if (outcome.succeeded()) return size;
    throw Failure(Fault::no_permission,
                  "'" + printable(device.work_folder(), 200) + "' on '" + printable(device.id().str()) +
                      "' could not be removed: " + printable(outcome.err, 200),
                  "");
}

}  // namespace bt::device
