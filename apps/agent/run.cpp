#include <charconv>

#include "agent/commands.hpp"
#include "agent/pipeline_runs.hpp"
#include "agent/round_runs.hpp"
#include "agent/schedule_source.hpp"
#include "bt/core/error.hpp"

namespace bt::agent {
namespace {

apps::RunOptions read_options(const Arguments& arguments) {
    apps::RunOptions options;
    if (arguments.has("--tasks") && arguments.has("--seconds")) {
        throw usage_error("--tasks and --seconds contradict each other");
    }
    options.tasks = static_cast<std::uint64_t>(arguments.number("--tasks", 1, 1'000'000).value_or(100));
    if (const auto seconds = arguments.positive("--seconds", 86'400)) options.seconds = Seconds(*seconds);
    if (const auto in_flight = arguments.number("--in-flight", 1, 1024)) {
        options.in_flight = static_cast<std::size_t>(*in_flight);
    }
    options.verify = apps::parse_verify(arguments.text("--verify").value_or("sample"));
    return options;
}

// One for each schedule: `--run` may name one for all.
std::vector<std::string> read_run_numbers(const Arguments& arguments, std::size_t schedules) {
    std::vector<std::string> numbers = arguments.list("--run");
    for (const std::string& number : numbers) {
        int value = 0;
        const auto [end, fault] = std::from_chars(number.data(), number.data() + number.size(), value);
        if (fault == std::errc() && end == number.data() + number.size() && value >= 1 && value <= 1'000'000) continue;
        throw usage_error("--run " + printable(number, 40) + ": expected a whole number from 1 to 1000000");
    }
    if (numbers.empty()) numbers.emplace_back("1");
    if (numbers.size() == 1) numbers.resize(schedules, numbers.front());
    if (numbers.size() == schedules) return numbers;
    throw usage_error(
        "--run has " + std::to_string(numbers.size()) + " numbers for " + std::to_string(schedules) + " schedules",
        "one for all, or one for each --uid");
}

int run(const Arguments& arguments, Output& out) {
    Session session(arguments, Apps::several);
    RunFlags flags = read_run_flags(arguments);
    ChainApps apps(session);
    WantedSchedules wanted = read_wanted_schedules(arguments, session, apps);
    flags.numbers = read_run_numbers(arguments, wanted.pipelines.size() + wanted.rounds.size());
    const auto lock = session.lock("run");
    if (!wanted.rounds.empty()) {
        return static_cast<int>(RoundRuns(session, std::move(wanted.rounds), std::move(flags), out).run());
    }
    return static_cast<int>(PipelineRuns(session, std::move(wanted.pipelines), std::move(flags), out).run());
}

}  // namespace

RunFlags read_run_flags(const Arguments& arguments) {
    return {.options = read_options(arguments),
            .numbers = {},
            .patience = Seconds(arguments.positive("--timeout", 86'400).value_or(300)),
            .verdicts = arguments.text("--verdicts")};
}

Command run_command() {
    return {
        "run", "execute schedules and compare their outputs with the reference",
        with_common({{"--schedule-file", Takes::one, "FILE", "schedules to run"},
                     {"--schedule-url", Takes::one, "URL", "the same from http://127.0.0.1:PORT/..."},
                     {"--allow-remote", Takes::nothing, "", "let --schedule-url name another address"},
                     {"--uid", Takes::list, "U...", "only these, in this order"},
                     {"--n-schedules", Takes::one, "N", "only the first N"},
                     {"--tasks", Takes::one, "N", "tasks for each schedule, of several applications: of each (100)"},
                     {"--seconds", Takes::one, "S", "instead: as many as fit into S seconds"},
                     {"--in-flight", Takes::one, "N",
                      "task objects (chunks + 1); of several applications: rounds (as the schedule says)"},
                     {"--run", Takes::list, "N...",
                      "which run this is, for all or for each --uid: with --soc it has its own noise (1)"},
                     {"--verify", Takes::one, "all|sample|off", "which outputs to check (sample)"},
                     {"--verdicts", Takes::one, "FILE", "what other processes found equal, and is added to"},
                     {"--timeout", Takes::one, "S", "give up when nothing has moved for S seconds (300)"}}),
        run};
}

}  // namespace bt::agent
