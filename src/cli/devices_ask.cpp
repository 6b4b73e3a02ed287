#include <charconv>

#include "cli/devices.hpp"
#include "cli/terminal.hpp"
#include "cli/waiting.hpp"

// What `runner devices describe` and `add` have in common.

namespace bt::cli {

Nanoseconds patience_of(const DevicesOptions& options, Nanoseconds otherwise) {
    if (!options.wait) return otherwise;
    const std::string& text = *options.wait;
    constexpr double longest = 600;
    double seconds = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
    if (error != std::errc{} || end != text.data() + text.size() || !(seconds > 0) || seconds > longest) {
        throw usage_error("--wait '" + printable(text) + "' is out of range", "seconds, above 0, at most 600");
    }
    return std::chrono::duration_cast<Nanoseconds>(Seconds(seconds));
}

Answer ask(device::Device& device, const DevicesOptions& options, const Invocation& invocation, const Fleet& fleet) {
    const Nanoseconds patience = patience_of(options, std::chrono::seconds(10));
    const std::string id = printable(device.id().str());
    invocation.terminal.progress("asking " + id + " …");
    const auto seconds = std::chrono::ceil<std::chrono::seconds>(patience).count();
    const Waiting waiting(invocation.terminal, "waiting for " + id + ": each command there has " +
                                                   std::to_string(seconds) + " s to answer (--wait)");
    device::Deployment deployment = deploy(device, fleet.agents(), patience);
    std::vector<std::string> flags;
    if (options.software_gpu) flags.emplace_back("--software-gpu");
    format::AgentInfo info = ask_agent(device, deployment, flags, patience);
    return {std::move(deployment), std::move(info)};
}

}  // namespace bt::cli
