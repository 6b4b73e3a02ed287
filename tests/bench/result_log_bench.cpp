// The result log's reader and writer on a log of BT_BENCH_LOG_MIB (1024), each beside the plain way in the same run:
// std::getline and sscanf, snprintf. The log is made here and has no name in the file system from the first byte on.
#include <benchmark/benchmark.h>
#include <fcntl.h>
#include <unistd.h>

#include <cinttypes>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bt/format/result_log_reader.hpp"
#include "bt/format/result_log_writer.hpp"

namespace {

using namespace bt::format;

constexpr std::uint32_t tasks = 20'000;
constexpr std::uint32_t chunks = 4;
constexpr std::size_t piece = std::size_t{256} << 10U;

std::size_t log_bytes() {
    const char* const mib = std::getenv("BT_BENCH_LOG_MIB");
    return (mib == nullptr ? 1024U : std::strtoull(mib, nullptr, 10)) << 20U;
}

// Times as a pipeline would have them: of the width that a phone's clock shows after a day.
struct Row {
    std::uint32_t task, chunk;
    std::uint64_t start, end;
};
Row row_of(std::uint32_t task, std::uint32_t chunk) {
    const std::uint64_t start =
        86'400'000'000'000U + std::uint64_t{task} * 1'718'281U + std::uint64_t{chunk} * 314'159U;
    return {task, chunk, start, start + 1'000'003U + (task * 7919U + chunk * 104'729U) % 500'000U};
}

void write_section(const ResultSectionWriter::Take& take) {
    ResultSectionWriter section(take, "SCH-L2M2B2P3-0a1b2c", R"({"schema":5,"uid":"SCH-L2M2B2P3-0a1b2c"})",
                                LogClock::monotonic, chunks + 1);
    for (std::uint32_t task = 0; task < tasks; ++task) {
        for (std::uint32_t chunk = 0; chunk < chunks; ++chunk) {
            const auto row = row_of(task, chunk);
            section.record(row.task, row.chunk, row.start, row.end);
        }
    }
    section.end(RunStatus::ok, "");
}

// A file that is gone with its descriptor, also when the benchmark is killed.
class Log {
public:
    explicit Log(std::size_t bytes) {
        auto name = (std::filesystem::temp_directory_path() / "bt-result-log-XXXXXX").string();
        file_ = mkstemp(name.data());
        if (file_ < 0) throw std::runtime_error("cannot make " + name);
        unlink(name.c_str());
        while (size_ < bytes) write_section([this](std::string_view text) { append(text); });
    }
    ~Log() { close(file_); }
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;

    std::size_t size() const { return size_; }
    std::string path() const { return "/proc/self/fd/" + std::to_string(file_); }

private:
    void append(std::string_view text) {
        if (write(file_, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
            throw std::runtime_error("no space for the log in the folder for temporary files");
        size_ += text.size();
    }

    int file_ = -1;
    std::size_t size_ = 0;
};

const Log& whole_log() {
    static const Log log(log_bytes());
    return log;
}

struct Sums : ResultLogVisitor {
    std::uint64_t records = 0, ticks = 0, missing = 0;
    void begun(const ResultSectionHead&) override {}
    void record(const ResultRecord& record) override {
        ++records;
        ticks += record.duration();
    }
    void checked(const OutputCheck&) override {}
    void ended(const ResultSectionHead&, const ResultSectionEnd& end) override { missing += end.missing; }
};

std::uint64_t read_ours(const std::string& path) {
    Sums sums;
    ResultLogReader reader(path, sums);
    std::vector<char> buffer(piece);
    const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
    for (ssize_t got; (got = read(file, buffer.data(), buffer.size())) > 0;)
        reader.feed({buffer.data(), static_cast<std::size_t>(got)});
    close(file);
    reader.finish();
    return sums.missing == 0 ? sums.ticks : 0;
}

std::uint64_t read_plainly(const std::string& path) {
    std::uint64_t ticks = 0;
    std::ifstream in(path);
    for (std::string line; std::getline(in, line);) {
        unsigned task = 0, chunk = 0;
        std::uint64_t start = 0, end = 0, duration = 0;
        if (std::sscanf(line.c_str(), "Task=%u Chunk=%u Start=%" SCNu64 " End=%" SCNu64 " Duration=%" SCNu64, &task,
                        &chunk, &start, &end, &duration) == 5)
            ticks += duration;
    }
    return ticks;
}

// Of the calling thread: other programs on the machine do not count.
double cpu_seconds() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

template <class Work>
double cpu_seconds_of(const Work& work) {
    const double begin = cpu_seconds();
    work();
    return cpu_seconds() - begin;
}

void forget_peak_memory() { std::ofstream("/proc/self/clear_refs") << 5; }

double peak_memory_mib() {
    std::ifstream in("/proc/self/status");
    for (std::string word; in >> word;) {
        double kib = 0;
        if (word == "VmHWM:" && in >> kib) return kib / 1024;
    }
    return 0;
}

void report(benchmark::State& state, std::size_t bytes, double seconds, double peer_seconds) {
    const double mb = static_cast<double>(bytes) * 1e-6;
    state.counters["MB/s"] = mb / seconds;
    state.counters["peer_MB/s"] = mb / peer_seconds;
    state.counters["ratio"] = peer_seconds / seconds;
}

void read_result_log(benchmark::State& state) {
    const Log& log = whole_log();
    for (auto _ : state) {
        std::uint64_t ours = 0, plain = 0;
        forget_peak_memory();
        const double seconds = cpu_seconds_of([&] { ours = read_ours(log.path()); });
        state.counters["peak_MiB"] = peak_memory_mib();
        const double peer = cpu_seconds_of([&] { plain = read_plainly(log.path()); });
        if (ours != plain || ours == 0) state.SkipWithError("the two readers disagree");
        state.SetIterationTime(seconds);
        report(state, log.size(), seconds, peer);
    }
    state.counters["log_MiB"] = static_cast<double>(log.size()) / (1 << 20U);
}

void write_result_log(benchmark::State& state) {
    for (auto _ : state) {
        std::size_t bytes = 0, peer_bytes = 0;
        const double seconds = cpu_seconds_of([&] {
            for (int i = 0; i < 20; ++i) write_section([&](std::string_view text) { bytes += text.size(); });
        });
        const double peer = cpu_seconds_of([&] {
            for (std::uint32_t i = 0; i < 20 * tasks * chunks; ++i) {
                char line[160];
                const auto row = row_of(i / chunks % tasks, i % chunks);
                peer_bytes += static_cast<std::size_t>(std::snprintf(
                    line, sizeof line,
                    "Task=%" PRIu32 " Chunk=%" PRIu32 " Start=%" PRIu64 " End=%" PRIu64 " Duration=%" PRIu64 "\n",
                    row.task, row.chunk, row.start, row.end, row.end - row.start));
                benchmark::DoNotOptimize(line);
            }
        });
        if (peer_bytes > bytes) state.SkipWithError("the two writers disagree");
        state.SetIterationTime(seconds);
        report(state, bytes, seconds, peer);
    }
}

BENCHMARK(read_result_log)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(1)->Repetitions(3);
BENCHMARK(write_result_log)->UseManualTime()->Unit(benchmark::kMillisecond)->Iterations(1)->Repetitions(5);

}  // namespace
