// How long a person waits before `runner` does anything: whole processes, started as a shell starts them.
// Peers in the same run: /bin/true, the least that any process costs, and `git --version`, a program people call quick.

#include <benchmark/benchmark.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "bt/system/child.hpp"

namespace {

void run_to_end(benchmark::State& state, const bt::system::Command& command) {
    for (auto _ : state) {
        const auto result = bt::system::run_child(command);
        if (!result.succeeded()) {
            state.SkipWithError("the program failed");
            return;
        }
    }
}

void process_true(benchmark::State& state) { run_to_end(state, {{"/bin/true"}}); }
void git_version(benchmark::State& state) { run_to_end(state, {{"git", "--version"}}); }
void runner_help(benchmark::State& state) { run_to_end(state, {{BT_RUNNER, "--help"}}); }

void write_text(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file) << text;
}

// A store of about 1000 files: 10 dates × 5 devices × 2 applications × 10 files.
std::filesystem::path make_store() {
    auto pattern = (std::filesystem::temp_directory_path() / "bt-startup-XXXXXX").string();
    const std::filesystem::path root = mkdtemp(pattern.data());
    for (int day = 1; day <= 10; ++day) {
        const auto date = root / ("2026-03-" + std::string(day < 10 ? "0" : "") + std::to_string(day));
        for (int device = 0; device < 5; ++device) {
            const std::string id = "dev" + std::to_string(device);
            for (const char* app : {"tree", "cifar-dense"}) {
                const std::string row = "stage,big,device,run\n1,1.5," + id + ",1.1\n";
                write_text(date / app / (id + "_normal.csv"), row);
                write_text(date / app / (id + "_fully.csv"), row);
                for (int log = 0; log < 8; ++log) {
                    write_text(date / app / ("run_" + id + "_cpu_00" + std::to_string(log) + ".txt"),
                               R"({"kind":"bench-log","version":1,"agent":"a","device":")" + id + R"(","app":")" + app +
                                   R"(","backend":"cpu","params":{},"seed":1,"clock":"monotonic","pus":["big"]})"
                                   "\n");
                }
            }
        }
    }
    return root;
}

void runner_status_of_1000_files(benchmark::State& state) {
    const auto root = make_store();
    run_to_end(state, {{BT_RUNNER, "status", "--data", root.string()}});
    std::filesystem::remove_all(root);
}

BENCHMARK(process_true)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(git_version)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(runner_help)->Unit(benchmark::kMillisecond)->UseRealTime();
BENCHMARK(runner_status_of_1000_files)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
