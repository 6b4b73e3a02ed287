#include "device/condition.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

#include "bt/core/error.hpp"
#include "bt/core/words.hpp"

namespace bt::device {

const char* const condition_script =
    "echo \"folder=$PWD\"\n"
    "df -kP . 2>/dev/null | while read -r a b c d e; do echo \"free=$d\"; done\n"
    "printf '#!%s\\nexit 0\\n' \"$(command -v sh)\" >bt-probe && chmod 755 bt-probe\n"
    "if m=$(./bt-probe 2>&1); then echo executable=yes; else echo \"executable=$m\"; fi; rm -f bt-probe\n"
    "for f in /sys/devices/system/cpu/cpu[0-9]*/cpufreq/scaling_governor; do\n"
    "  [ -r $f ] && read -r g <$f && echo \"governor=$g\"; done\n"
    "for z in /sys/class/thermal/thermal_zone*; do\n"
    "  { read -r t <$z/temp; } 2>/dev/null && read -r n <$z/type && echo \"zone=$t $n\"; done\n"
    "for p in /sys/class/power_supply/*; do [ -r $p/type ] || continue\n"
    "  read -r k <$p/type; o=; s=; c=\n"
    "  [ -r $p/online ] && read -r o <$p/online; [ -r $p/status ] && read -r s <$p/status\n"
    "  [ -r $p/capacity ] && read -r c <$p/capacity; echo \"supply=$k,$o,$s,$c\"; done\n"
    "command -v dumpsys >/dev/null 2>&1 && {\n"
    "  dumpsys battery 2>/dev/null | while read -r l; do echo \"battery=$l\"; done\n"
    "  dumpsys thermalservice 2>/dev/null | while read -r l; do case $l in 'Thermal Status:'*) echo \"thermal=$l\"; "
    "esac\n"
    "  done; }\n"
    "command -v nvpmodel >/dev/null 2>&1 && nvpmodel -q 2>/dev/null | while read -r l; do\n"
    "  case $l in *'Power Mode:'*) echo \"mode=$l\"; esac; done\n"
    "{ read -r c </sys/devices/system/clocksource/clocksource0/current_clocksource; } 2>/dev/null && echo "
    "\"clock=$c\"\n"
    "{ read -r l x </proc/loadavg; } 2>/dev/null && echo \"load=$l\"\n"
    "{ read -r o </sys/devices/system/cpu/online; } 2>/dev/null && echo \"online=$o\"\n"
    "true\n";

namespace {

constexpr int hottest_calm = 70;  // °C: phones begin to throttle between 65 and 80

int cores_in(const std::string& list) {
    int cores = 0;
    const char* at = list.c_str();
    while (*at != '\0') {
        char* end = nullptr;
        const long first = std::strtol(at, &end, 10);
        if (end == at) return cores;
        long last = first;
        if (*end == '-') last = std::strtol(end + 1, &end, 10);
        cores += static_cast<int>(last - first) + 1;
        at = *end == ',' ? end + 1 : end;
    }
    return cores;
}

bool any_begins(const std::vector<std::string>& texts, std::string_view begin) {
    return std::any_of(texts.begin(), texts.end(), [&](const std::string& text) { return text.starts_with(begin); });
}

}  // namespace

Check free_space(const Facts& facts) {
    const std::string folder = printable(facts.text("folder"), 200);
    long free_kib = -1;
    for (const std::string& field : facts.all("free")) {  // the heading says Available
        char* end = nullptr;
        const long value = std::strtol(field.c_str(), &end, 10);
        if (end != field.c_str()) free_kib = value;
    }
    if (free_kib < 0) return {"free space", Verdict::unknown, "df says nothing of " + folder};
    constexpr long mib = 1024;
    const std::string found = std::to_string(free_kib / mib) + " MiB in " + folder;
    if (free_kib < 20 * mib)
        return {"free space", Verdict::bad, found, "make room there: the agent and its data need 20 MiB"};
    if (free_kib < 200 * mib) return {"free space", Verdict::warning, found, "make room there before long runs"};
    return {"free space", Verdict::good, found};
}

Check executable_folder(const Facts& facts) {
    const std::string folder = printable(facts.text("folder"), 200);
    const std::string said = facts.text("executable");
    if (said == "yes") return {"executable folder", Verdict::good, folder};
    return {"executable folder", Verdict::bad, folder + " lets nothing run: " + printable(said, 120),
            "mount it without noexec"};
}

Check governor(const Facts& facts) {
    const auto all = facts.all("governor");
    if (all.empty()) return {"governor", Verdict::unknown, "the machine does not say (no cpufreq)"};
    const std::set<std::string> kinds(all.begin(), all.end());
    const std::string found = printable(joined(kinds));
    if (!kinds.contains("powersave")) return {"governor", Verdict::good, found};
    return {"governor", Verdict::warning, found,
            "as root: echo performance | tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor"};
}

Check temperature(const Facts& facts) {
    double hottest = 0;
    std::string zone;
    for (const std::string& text : facts.all("zone")) {
        char* end = nullptr;
        const double value = std::strtod(text.c_str(), &end);
        const double celsius = value > 200 ? value / 1000 : value;
        if (celsius <= hottest || celsius > 150) continue;
        hottest = celsius;
        zone = *end == ' ' ? end + 1 : "";
    }
    const std::string status = facts.text("thermal");
    const bool throttled = !status.empty() && !status.ends_with(" 0");
    if (hottest == 0 && status.empty()) return {"temperature", Verdict::unknown, "no thermal zone can be read"};
    std::string found = hottest == 0 ? "" : std::to_string(static_cast<int>(hottest)) + " °C (" + printable(zone) + ")";
    if (!status.empty()) found += (found.empty() ? "" : ", ") + printable(status);
    if (hottest < hottest_calm && !throttled) return {"temperature", Verdict::good, found};
    return {"temperature", Verdict::warning, found, "let it cool down: hot machines lower their clocks"};
}

Check power(const Facts& facts) {
    const std::string mode = facts.text("mode");
    const auto battery = facts.all("battery");
    const auto supplies = facts.all("supply");
    const std::string with_mode = mode.empty() ? "" : ", " + printable(mode);
    bool discharging = false;
    std::string charge;
    for (const std::string& supply : supplies) {
        if (!supply.starts_with("Battery,")) continue;
        discharging = discharging || supply.find(",Discharging,") != std::string::npos;
        charge = supply.substr(supply.rfind(',') + 1);
    }
    for (const std::string& line : battery) {
        if (line.starts_with("level: ")) charge = line.substr(7);
    }
    const bool plugged = any_begins(battery, "AC powered: true") || any_begins(battery, "USB powered: true") ||
                         any_begins(battery, "Wireless powered: true") || any_begins(battery, "Dock powered: true");
    if (!battery.empty()) discharging = !plugged;
    if (battery.empty() && supplies.empty() && mode.empty()) {
        return {"power", Verdict::unknown, "the machine lists no power supply"};
    }
    const std::string percent = charge.empty() ? "" : " (" + printable(charge) + " %)";
    if (discharging) return {"power", Verdict::warning, "on battery" + percent + with_mode, "plug it in"};
    return {"power", Verdict::good, "plugged in" + percent + with_mode};
}

Check clock_source(const Facts& facts) {
    const std::string clock = facts.text("clock");
    if (clock.empty()) return {"clock source", Verdict::unknown, "the machine does not say"};
    for (const char* slow : {"hpet", "acpi_pm", "jiffies", "refined-jiffies"}) {
        if (clock != slow) continue;
        return {"clock source", Verdict::warning, clock + ": slow or coarse",
                "as root: echo tsc > /sys/devices/system/clocksource/clocksource0/current_clocksource"};
    }
    return {"clock source", Verdict::good, printable(clock)};
}

Check load(const Facts& facts) {
    const std::string text = facts.text("load");
    if (text.empty()) return {"load", Verdict::unknown, "/proc/loadavg cannot be read"};
    const int cores = std::max(cores_in(facts.text("online")), 1);
    const double value = std::strtod(text.c_str(), nullptr);
    const std::string found = printable(text) + " on " + std::to_string(cores) + (cores == 1 ? " core" : " cores");
    constexpr double calm_per_core = 0.25;
    if (value <= calm_per_core * cores) return {"load", Verdict::good, found};
    return {"load", Verdict::warning, found, "end what else is running there: top"};
}

// taskset's mask is hexadecimal in every version of it; core lists are not known to Android's.
std::string pinning_script(const std::vector<int>& cores) {
    std::string script =
        "while read -r k v; do case $k in Cpus_allowed_list:) echo \"allowed=$v\"; esac; done </proc/self/status\n"
        "command -v taskset >/dev/null 2>&1 || exit 0\n"
        "r='while read -r k v; do case $k in Cpus_allowed_list:) echo \"$v\"; esac; done </proc/self/status'\n";
    for (const int core : cores) {
        const std::string mask = "1248"[core % 4] + std::string(static_cast<std::size_t>(core / 4), '0');
        script += "echo \"pin" + std::to_string(core) + "=$(taskset " + mask + " sh -c \"$r\" 2>&1)\"\n";
    }
    return script;
}

Check pinning(const Facts& facts, const std::vector<int>& cores) {
    const std::string allowed = printable(facts.text("allowed"));
    std::string refused;
    bool tried = true;
    for (const int core : cores) {
        const std::string number = std::to_string(core);
        tried = tried && facts.has("pin" + number);
        if (facts.text("pin" + number) != number) refused += (refused.empty() ? "" : ",") + number;
    }
    if (cores.empty()) return {"cores pinnable", Verdict::unknown, "no cores are named"};
    if (!tried) {
        return {"cores pinnable", Verdict::unknown, "not tried: there is no taskset; this shell may use " + allowed};
    }
    if (refused.empty()) return {"cores pinnable", Verdict::good, "each of " + std::to_string(cores.size())};
    return {"cores pinnable", Verdict::bad, "core " + refused + " refuses; this shell may use " + allowed,
            "switch the cores on, lift the cpuset, or correct them in the device file (runner devices add --replace)"};
}

}  // namespace bt::device
