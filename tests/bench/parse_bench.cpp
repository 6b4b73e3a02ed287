// `runner parse` as a whole process: five logs of 20 schedules and 100 tasks, with figures and without, and one large
// log beside what reading its bytes alone takes.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <cmath>
#include <fstream>

#include "bt/system/child.hpp"
#include "e2e/result_log_maker.hpp"
#include "support/temporary_folder.hpp"

namespace {

using namespace bt;

// Twenty schedules of three chunks and less.
std::vector<e2e::RunSchedule> schedules() {
    std::vector<e2e::RunSchedule> made;
    constexpr std::array<std::array<const char*, 3>, 4> orders{{{"big", "vulkan", "medium"},
                                                                {"vulkan", "big", "little"},
                                                                {"medium", "vulkan", "big"},
                                                                {"little", "big", "vulkan"}}};
    for (const auto& order : orders) {
        for (int i = 0; i < 5; ++i) {
            const int split = 1 + i % 3;
            e2e::RunSchedule run{{e2e::chunk(order[0], 1, split), e2e::chunk(order[1], split + 1, 4 + i / 3),
                                  e2e::chunk(order[2], 5 + i / 3, 7)},
                                 {2000, 2500, 2200},
                                 static_cast<int>(made.size()) + 1,
                                 2.5};
            made.push_back(run);
        }
    }
    return made;
}

struct Logs {
    test::TemporaryFolder folder;
    std::vector<std::string> small;
    std::string large;
    std::size_t small_bytes = 0;
    std::size_t large_bytes = 0;

    Logs() {
        for (int log = 0; log < 5; ++log) {
            std::string text;
            for (const auto& run : schedules()) text += e2e::section_of(run, 1 + 0.01 * log);
            small.push_back((folder / ("run_" + std::to_string(log) + ".log")).string());
            test::write_text(small.back(), text);
            small_bytes += text.size();
        }
        large = (folder / "large.log").string();
        std::ofstream out(large, std::ios::binary);
        for (auto run : schedules()) {
            run.tasks = 100'000;
            const std::string text = e2e::section_of(run);
            out << text;
            large_bytes += text.size();
        }
    }
};

const Logs& logs() {
    static const Logs made;
    return made;
}

struct Cost {
    double wall_ms;
    double cpu_ms;
    double peak_mib;
};

// Through time's child: rusage of one process, which gnuplot's time is part of.
Cost parse(benchmark::State& state, std::vector<std::string> words) {
    words.insert(words.begin(), {BT_RUNNER, "parse", "--quiet", "--out", (logs().folder / "out").string()});
    rusage before{}, after{};
    getrusage(RUSAGE_CHILDREN, &before);
    const auto begin = std::chrono::steady_clock::now();
    const auto result = system::run_child({words, {}, {}}, {});
    const std::chrono::duration<double, std::milli> wall = std::chrono::steady_clock::now() - begin;
    getrusage(RUSAGE_CHILDREN, &after);
    if (result.status != 0) state.SkipWithError(result.err.c_str());
    const auto cpu_ms = [](const rusage& usage) {
        return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e3 +
               static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) * 1e-3;
    };
    return {wall.count(), cpu_ms(after) - cpu_ms(before), static_cast<double>(after.ru_maxrss) / 1024};
}

void parse_five_logs(benchmark::State& state, const char* figures) {
    std::vector<std::string> words{"--figures", figures, "--logs"};
    words.insert(words.end(), logs().small.begin(), logs().small.end());
    for (auto _ : state) {
        const Cost cost = parse(state, words);
        state.SetIterationTime(cost.wall_ms * 1e-3);
        state.counters["cpu_ms"] = cost.cpu_ms;
    }
    state.counters["log_MB"] = static_cast<double>(logs().small_bytes) * 1e-6;
}

void parse_five_logs_with_figures(benchmark::State& state) { parse_five_logs(state, "png,svg"); }
void parse_five_logs_without_figures(benchmark::State& state) { parse_five_logs(state, "none"); }

void parse_a_large_log(benchmark::State& state) {
    for (auto _ : state) {
        const Cost cost = parse(state, {"--figures", "none", "--logs", logs().large});
        state.SetIterationTime(cost.wall_ms * 1e-3);
        state.counters["MB/s"] = static_cast<double>(logs().large_bytes) * 1e-3 / cost.wall_ms;
        state.counters["cpu_MB/s"] = static_cast<double>(logs().large_bytes) * 1e-3 / cost.cpu_ms;
        state.counters["peak_MiB"] = cost.peak_mib;
    }
    state.counters["log_MB"] = static_cast<double>(logs().large_bytes) * 1e-6;
}

BENCHMARK(parse_five_logs_without_figures)
    ->UseManualTime()
    ->Unit(benchmark::kMillisecond)
    ->Iterations(5)
    ->Repetitions(3);
BENCHMARK(parse_a_large_log)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(1)->Repetitions(3);
BENCHMARK(parse_five_logs_with_figures)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(3)->Repetitions(3);

}  // namespace
