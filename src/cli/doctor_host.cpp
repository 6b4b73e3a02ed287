#include "cli/doctor_host.hpp"

#include <dlfcn.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "bt/core/version.hpp"
#include "bt/device/failure.hpp"
#include "bt/system/child.hpp"
#include "bt/system/program.hpp"
#include "cli/fleet.hpp"

namespace bt::cli {
namespace {

namespace fs = std::filesystem;
using device::Check;
using device::Verdict;

// The first line that `program` prints of its version, wherever it prints it.
std::string version_line(const std::vector<std::string>& argv, const system::Cancellation& stop) {
    system::ChildOptions options;
    options.deadline = std::chrono::seconds(10);
    options.cancel = {&stop};
    const auto result = system::run_child({argv}, options);
    stop.throw_if_requested();
    const std::string said = result.out.empty() ? result.err : result.out;
    return said.substr(0, said.find('\n'));
}

Check program(const char* name, std::vector<std::string> version_flags, Verdict without, const std::string& mend,
              const system::Cancellation& stop) {
    const auto found = system::find_program(name);
    if (!found) return {name, without, "not installed", mend};
    version_flags.insert(version_flags.begin(), name);
    return {name, Verdict::good, printable(version_line(version_flags, stop), 100) + " at " + found->string()};
}

Check adb_server(const Fleet& fleet) {
    if (!system::find_program("adb")) {
        return {"adb server", Verdict::unknown, "not looked at: adb is not installed"};
    }
    try {
        const auto phones = device::adb_devices(*fleet.registry().adb_machine({}));
        return {"adb server", Verdict::good, "answers, " + std::to_string(phones.size()) + " connected"};
    } catch (const device::Failure& failure) {
        return {"adb server", Verdict::bad, failure.failed(), failure.advice()};
    }
}

// Opened here, because a runner that was linked with it would not even start without it.
Check z3() {
    for (const char* name : {"libz3.so.4", "libz3.so"}) {
        if (void* library = dlopen(name, RTLD_LAZY | RTLD_LOCAL)) {
            dlclose(library);
            return {"z3", Verdict::good, name};
        }
    }
    return {"z3", Verdict::warning, "its library is not installed: schedules have the engine exact only",
            "Debian: apt-get install libz3-4"};
}

Check store_folder(const Fleet& fleet) {
    const fs::path root = fs::absolute(fleet.layout().root());
    fs::path there = root;  // the nearest folder that is there: a missing store is made when the first step begins
    std::error_code error;
    while (!fs::exists(there, error) && there.has_relative_path()) there = there.parent_path();
    const std::string name = printable(root.string(), 200);
    if (access(there.c_str(), W_OK) != 0) {
        return {"store", Verdict::bad, name + " cannot be written", "--data or BT_DATA names another place"};
    }
    struct statvfs about {};
    if (statvfs(there.c_str(), &about) != 0)
        return {"store", Verdict::unknown, "free space of " + name + " is not known"};
    const auto mib = static_cast<std::uint64_t>(about.f_bavail) * about.f_frsize / (std::uint64_t{1} << 20U);
    const std::string found = name + ", " + std::to_string(mib) + " MiB free";
    if (mib < 100) return {"store", Verdict::bad, found, "make room there, or name another place with --data"};
    return {"store", Verdict::good, found};
}

Check agents(const device::Architecture& architecture, Verdict without, const Fleet& fleet) {
    const auto files = device::agents_for(architecture, fleet.agents());
    const std::string what = "agent for " + architecture.str();
    if (files.empty()) return {what, without, "none is here", device::how_to_build(architecture)};
    return {what, Verdict::good, printable(files.front().string(), 200)};
}

}  // namespace

std::vector<Check> examine_host(const Fleet& fleet) {
    const system::Cancellation& stop = fleet.stop();
    std::vector<Check> checks{{"runner", Verdict::good, std::string(version()) + " " + std::string(build_id())}};
    checks.push_back(store_folder(fleet));
    checks.push_back(
        program("adb", {"version"}, Verdict::warning, "Debian: apt-get install adb (only phones need it)", stop));
    checks.push_back(adb_server(fleet));
    const char* ssh_mend = "Debian: apt-get install openssh-client (only devices behind ssh need it)";
    checks.push_back(program("ssh", {"-V"}, Verdict::warning, ssh_mend, stop));
    checks.push_back(system::find_program("scp") ? Check{"scp", Verdict::good, "here"}
                                                 : Check{"scp", Verdict::warning, "not installed", ssh_mend});
    checks.push_back(program("gnuplot", {"--version"}, Verdict::warning,
                             "Debian: apt-get install gnuplot-nox (only figures need it)", stop));
    checks.push_back(z3());
#if defined(__x86_64__)
    checks.push_back(agents({"linux", "x86_64"}, Verdict::bad, fleet));
#endif
    checks.push_back(agents({"linux", "aarch64"}, Verdict::warning, fleet));
    checks.push_back(agents({"android", "aarch64"}, Verdict::warning, fleet));
    return checks;
}

}  // namespace bt::cli
