#include "bt/store/environment.hpp"

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <set>
#include <string_view>

#include "bt/core/error.hpp"
#include "bt/core/version.hpp"
#include "bt/system/file_reader.hpp"
#include "bt/system/program.hpp"

namespace bt::store {
namespace {

namespace fs = std::filesystem;

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const std::size_t first = text.find_first_not_of(space);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::string text_of(const fs::path& file) {
    try {
        return system::read_file_if_there(file, std::uint64_t{16} << 20).value_or("");
    } catch (const Error&) {
        return {};  // not readable here: 'unavailable' is the answer
    }
}

// The value of the first line "<name><spaces>: <value>".
std::optional<std::string> field(std::string_view text, std::string_view name) {
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        const std::string_view line = text.substr(0, end);
        const std::size_t colon = line.find(':');
        if (colon != line.npos && trimmed(line.substr(0, colon)) == name) {
            return std::string(trimmed(line.substr(colon + 1)));
        }
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return std::nullopt;
}

template <typename Number>
std::optional<Number> leading_number(std::string_view text) {
    Number number{};
    const auto [rest, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) return std::nullopt;
    return number;
}

// x86 says "model name"; arm64 only implementer and part, from which people can look it up.
std::optional<std::string> cpu_model(const fs::path& proc) {
    const std::string info = text_of(proc / "cpuinfo");
    if (const auto model = field(info, "model name")) return model;
    const auto implementer = field(info, "CPU implementer");
    const auto part = field(info, "CPU part");
    if (!implementer || !part) return std::nullopt;
    return "implementer " + *implementer + " part " + *part;
}

std::optional<std::uint64_t> memory(const fs::path& proc) {
    const auto total = field(text_of(proc / "meminfo"), "MemTotal");
    const auto kib = total ? leading_number<std::uint64_t>(*total) : std::nullopt;
    if (!kib) return std::nullopt;
    return *kib * 1024;
}

std::vector<std::string> governors(const fs::path& sys) {
    std::set<std::string> found;
    std::error_code error;
    for (const auto& policy : fs::directory_iterator(sys / "devices/system/cpu/cpufreq", error)) {
        const std::string governor(trimmed(text_of(policy.path() / "scaling_governor")));
        if (!governor.empty()) found.insert(governor);
    }
    return {found.begin(), found.end()};
}

}  // namespace

Environment capture_environment(const fs::path& proc, const fs::path& sys) {
    Environment here;
    if (utsname names{}; ::uname(&names) == 0) {
        here.host = names.nodename;
        here.kernel = std::string(names.sysname) + " " + names.release + " " + names.machine;
    }
    here.cpu = cpu_model(proc);
    if (const long cores = ::sysconf(_SC_NPROCESSORS_ONLN); cores > 0) here.cores = static_cast<int>(cores);
    here.memory_bytes = memory(proc);
    here.governors = governors(sys);
    here.load = leading_number<double>(text_of(proc / "loadavg"));
    here.version = bt::version();
    here.build_id = bt::build_id();
    here.build_type = bt::build_type();
    here.compiler = bt::compiler();
    here.command = system::command_line_of(::getpid());
    std::error_code error;
    const fs::path folder = fs::current_path(error);
    if (!error) here.folder = folder.string();
    return here;
}

}  // namespace bt::store
