#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <string>

#include "bt/store/inventory.hpp"
#include "bt/store/manifest.hpp"
#include "bt/system/growing_log.hpp"
#include "support/temporary_folder.hpp"

namespace bt::store {
namespace {

namespace fs = std::filesystem;

std::string table_of(const DeviceId& device) {
    std::string text = "stage,little,medium,big,vulkan,cuda,device,run\n";
    for (int repeat = 1; repeat <= 5; ++repeat) {
        for (int stage = 1; stage <= 9; ++stage) {
            text += std::to_string(stage) + ",12.3456,6.54321,3.21098,1.23456,0.0," + device.str() + ",1." +
                    std::to_string(repeat) + "\n";
        }
    }
    return text;
}

std::string about(const DeviceId& device, const AppName& app) {
    return "\"device\":\"" + device.str() + "\",\"app\":\"" + app.str() + "\",\"backend\":\"vk\"";
}

// One job of one application on one device, ten files as large as real ones.
void write_job(const Layout& layout, const Date& date, const DeviceId& device, const AppName& app) {
    for (const TableKind kind : {TableKind::normal, TableKind::fully}) {
        test::write_text(layout.table(date, app, device, kind), table_of(device));
    }
    test::write_text(layout.costs(date, app, device), "{\"kind\":\"chunk-costs\"," + about(device, app) + "}");
    test::write_text(layout.figure(date, app, device, "normal.png"), std::string(40'000, 'p'));
    const std::string raw = "{\"kind\":\"bench-log\",\"version\":1," + about(device, app) + "}\n";
    for (const int number : {0, 1}) {
        test::write_text(layout.raw_logs(date, app, device, Backend::vk).file(number), raw + std::string(60'000, 'r'));
    }
    const std::string schedule = "{\"schema\":5,\"uid\":\"SCH-L4G5-abcdef\"," + about(device, app) + ",\"chunks\":[" +
                                 std::string(1500, ' ') + "]}";
    std::string schedules = "[" + schedule;
    for (int i = 0; i < 20; ++i) schedules += "," + schedule;
    test::write_text(layout.schedules(date, device, app, Backend::vk), schedules + "]");
    for (const int number : {0, 1}) {
        test::write_text(layout.result_logs(date, device, app).file(number),
                         "### Python Begin ###\nSchedule_UID=SCH-L4G5-abcdef\nFrequency=1000000000 Hz\nSchedule=" +
                             schedule + "\n" + std::string(200'000, 't'));
    }
    test::write_text(layout.analysis(date, device, app) / "summary.json", std::string(10'000, 's'));
}

// 10 days × 5 devices × 2 applications × 10 files.
std::size_t write_thousand_files(const Layout& layout) {
    std::size_t jobs = 0;
    for (int day = 10; day < 20; ++day) {
        const Date date = *Date::parse("2026-03-" + std::to_string(day));
        for (const char* device : {"3A021JEHN02756", "9b034f1b", "jetson", "192.168.1.4:5555", "emulated-quad"}) {
            for (const char* app : {"tree", "cifar-dense"}) {
                write_job(layout, date, DeviceId(device), AppName(app));
                ++jobs;
            }
        }
    }
    return jobs;
}

struct StoreOfAThousandFiles {
    StoreOfAThousandFiles() : jobs(write_thousand_files(layout)) {}
    test::TemporaryFolder folder;
    Layout layout{folder.path()};
    std::size_t jobs;
};

const StoreOfAThousandFiles& thousand_files() {
    static const StoreOfAThousandFiles store;
    return store;
}

void inventory(benchmark::State& state) {
    const StoreOfAThousandFiles& store = thousand_files();
    for (auto _ : state) {
        const Inventory taken = take_inventory(store.layout);
        if (taken.holdings.size() != store.jobs || taken.files != 10 * store.jobs || !taken.not_read.empty()) {
            state.SkipWithError("the inventory is wrong");
        }
    }
    state.counters["files"] = static_cast<double>(10 * store.jobs);
}
BENCHMARK(inventory)->Unit(benchmark::kMillisecond);

// The peer: what opening every file and reading its first page costs at least.
void first_page_of_each_file(benchmark::State& state) {
    const StoreOfAThousandFiles& store = thousand_files();
    for (auto _ : state) {
        std::size_t read = 0;
        std::array<char, 4096> page{};
        for (const auto& entry : fs::recursive_directory_iterator(store.folder.path())) {
            if (!entry.is_regular_file()) continue;
            const int fd = ::open(entry.path().c_str(), O_RDONLY | O_CLOEXEC);
            read += static_cast<std::size_t>(::read(fd, page.data(), page.size()));
            ::close(fd);
        }
        benchmark::DoNotOptimize(read);
    }
}
BENCHMARK(first_page_of_each_file)->Unit(benchmark::kMillisecond);

void manifest_of_a_hundred_steps(benchmark::State& state) {
    const test::TemporaryFolder folder;
    const Layout layout(folder.path());
    const Date day = *Date::parse("2026-03-31");
    StepRecord step{.step = "benchmark", .environment = capture_environment()};
    for (int i = 0; i < 100; ++i) append_step(layout, day, step);
    for (auto _ : state) benchmark::DoNotOptimize(read_manifest(layout, day));
}
BENCHMARK(manifest_of_a_hundred_steps)->Unit(benchmark::kMillisecond);

void environment_capture(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(capture_environment());
}
BENCHMARK(environment_capture)->Unit(benchmark::kMicrosecond);

void log_section_of_4_kib(benchmark::State& state) {
    const test::TemporaryFolder folder;
    auto log = system::GrowingLog::create(folder / "log");
    const std::string section(4096, 's');
    for (auto _ : state) log->append(section);
}
BENCHMARK(log_section_of_4_kib)->Unit(benchmark::kMicrosecond)->Iterations(10'000);

}  // namespace
}  // namespace bt::store
