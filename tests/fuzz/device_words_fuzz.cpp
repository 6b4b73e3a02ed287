// What adb, ssh's configuration and shells on devices say: lines without a promise, which none of their readers may
// take for more than they are.
#include <algorithm>

#include "bt/device/transports.hpp"
#include "device/facts.hpp"
#include "device/remote_script.hpp"
#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::device_words_fuzz {
namespace {

using namespace bt::device;
using bt::fuzz::promise;

// The fuzzer cannot guess a nonce: '@' in its text stands for it.
std::string with_nonce(std::string_view text, const RemoteScript& script) {
    constexpr std::string_view before = "printf '\\n";
    const std::size_t begin = script.text().find(before) + before.size();
    const std::string nonce = script.text().substr(begin, script.text().find('=', begin) - begin);
    std::string out;
    for (const char c : text) out += c == '@' ? nonce : std::string(1, c);
    return out;
}

void end_of_a_command(std::string_view text) {
    RemoteScript script({{"true"}}, "/data/local/tmp");
    const std::string all = with_nonce(text, script);
    std::string out = all;
    const auto status = script.take_status(out);
    promise(all.starts_with(out), "only the end is taken away");
    promise(status || out.size() <= all.size(), "output does not grow");
    std::size_t passed_on = 0;
    const auto listener = script.filter([&](std::string_view line) { passed_on += line.size() + 1; });
    std::string_view rest = all;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        listener(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    promise(passed_on <= all.size() + 1, "no line is passed on twice");
    promise(!status || script.status_seen(), "both ways of listening hear the end");
}

}  // namespace

BT_FUZZ_TARGET(device_words) {
    const std::string_view text = bt::fuzz::text_of(data, size);
    for (const AdbEntry& entry : parse_adb_devices(text)) {
        promise(entry.serial.find_first_of(" \t\n") == std::string::npos, "a serial is one word");
    }
    for (const std::string& host : ssh_config_hosts(text)) {
        promise(!host.empty() && host.find_first_of(" *?!") == std::string::npos, "a host can be typed");
    }
    const Facts facts = read_facts(text);
    (void)facts.text("kernel");
    end_of_a_command(text);
    return 0;
}

}  // namespace bt::fuzz::device_words_fuzz
