// runner server beside a server on cpp-httplib: wrk's rate for a schedules file over connections that stay open, how
// long a new client waits while a thousand others are idle or in the middle of a request, how long ending takes (5 s:
// it was killed), and what starting either program costs. Both serve the same folder; --benchmark_repetitions with
// --benchmark_enable_random_interleaving measures them in turn.

#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <condition_variable>
#include <cstdlib>
#include <memory>
#include <mutex>

#include "bt/core/error.hpp"
#include "bt/system/background_child.hpp"
#include "support/temporary_folder.hpp"
#include "unit/serve/http_client.hpp"

namespace {

using namespace bt;
using Clock = std::chrono::steady_clock;

constexpr const char* path = "/files/2026-03-31/schedules/phone_tree_vk_schedules.json";
constexpr std::size_t file_bytes = 35'000;
constexpr int crowd = 1000;
constexpr int patience_s = 5;  // then a server that does not end is killed

struct Program {
    const char* file;
    std::vector<std::string> to_serve;
    std::vector<std::string> to_end;  // at once
};

Program ours(const std::string& store) { return {BT_RUNNER, {"server", "--port", "0", "--data", store}, {"--help"}}; }
#ifdef BT_HTTPLIB_SERVER
// As patient with clients as ours, and as impatient as one can be with a phone: then ending takes less.
Program httplib(const std::string& store) { return {BT_HTTPLIB_SERVER, {store, "60", "10"}, {}}; }
Program httplib_short(const std::string& store) { return {BT_HTTPLIB_SERVER, {store, "1", "1"}, {}}; }
#endif
using ProgramOf = Program (*)(const std::string& store);

// The program, serving a folder with one file until it is told to end.
class Started {
public:
    explicit Started(ProgramOf program_of) {
        test::write_text(folder_ / std::string(path).substr(std::string("/files/").size()),
                         "[\"" + std::string(file_bytes - 5, 'x') + "\"]\n");
        const Program program = program_of(folder_.path().string());
        system::Command command{{program.file}, {{"XDG_RUNTIME_DIR", folder_.path().string()}}};
        command.argv.insert(command.argv.end(), program.to_serve.begin(), program.to_serve.end());
        std::filesystem::permissions(folder_.path(), std::filesystem::perms::owner_all);
        child_ = std::make_unique<system::BackgroundChild>(
            command, system::ChildOptions{.on_out_line = [this](std::string_view line) { take_address(line); },
                                          .grace = std::chrono::seconds(patience_s)});
        std::unique_lock lock(mutex_);
        said_.wait(lock, [this] { return !address_.empty(); });
    }

    const std::string& address() const { return address_; }
    std::uint16_t port() const {
        return static_cast<std::uint16_t>(std::stoi(address_.substr(address_.rfind(':') + 1)));
    }

    void end() {
        child_->cancel();
        child_->wait();
    }

private:
    void take_address(std::string_view line) {
        const std::lock_guard lock(mutex_);
        address_ = line;
        said_.notify_all();
    }

    test::TemporaryFolder folder_;
    std::mutex mutex_;
    std::condition_variable said_;
    std::string address_;
    std::unique_ptr<system::BackgroundChild> child_;
};

double seconds_since(Clock::time_point begin) { return std::chrono::duration<double>(Clock::now() - begin).count(); }

// "  48211 requests in 3.00s, 1.62GB read"
double requests_of(const std::string& said) {
    const std::size_t at = said.find(" requests in ");
    if (at == std::string::npos || said.find("Non-2xx") != std::string::npos ||
        said.find("Socket errors") != std::string::npos) {
        throw host_error("wrk did not get what it asked for: " + said);
    }
    return std::stod(said.substr(said.rfind('\n', at) + 1));
}

// Of all children that have ended.
double cpu_seconds_of_children() {
    rusage used{};
    ::getrusage(RUSAGE_CHILDREN, &used);
    const auto seconds = [](const timeval& time) {
        return static_cast<double>(time.tv_sec) + 1e-6 * static_cast<double>(time.tv_usec);
    };
    return seconds(used.ru_utime) + seconds(used.ru_stime);
}

void keep_alive_rate(benchmark::State& state, ProgramOf program_of) {
    Started server(program_of);
    std::string address = server.address();
    address.pop_back();
    double requests = 0;
    for (auto _ : state) {
        constexpr double seconds = 3;
        const auto wrk = system::run_child({{"wrk", "-t1", "-c16", "-d3s", address + path}});
        if (!wrk.succeeded()) return state.SkipWithError("wrk is missing or failed");
        requests = requests_of(wrk.out);
        state.counters["requests_per_s"] = requests / seconds;
    }
    const double before = cpu_seconds_of_children();
    server.end();
    state.counters["server_cpu_us_per_request"] = (cpu_seconds_of_children() - before) / requests * 1e6;
}

// A thousand clients that have sent `begun` and go no further; then one after another asks for the file.
void new_client_in_a_crowd(benchmark::State& state, ProgramOf program_of, const char* begun) {
    Started server(program_of);
    const auto began = Clock::now();
    std::vector<std::unique_ptr<serve::RawClient>> others;
    for (int i = 0; i < crowd; ++i) {
        others.push_back(std::make_unique<serve::RawClient>(server.port()));
        if (!others.back()->connected()) return state.SkipWithError("a client of the crowd was refused");
        others.back()->send(begun);
    }
    state.counters["crowd_s"] = seconds_since(began);
    double slowest = 0;
    for (auto _ : state) {
        const auto begin = Clock::now();
        const auto reply = serve::ask(server.port(), path);
        if (reply.status != 200 || reply.body.size() != file_bytes) return state.SkipWithError("no answer");
        const double took = seconds_since(begin);
        state.SetIterationTime(took);
        slowest = std::max(slowest, took);
    }
    state.counters["slowest_ms"] = slowest * 1e3;
    const auto begin = Clock::now();
    server.end();
    state.counters["end_s"] = seconds_since(begin);
}

void start(benchmark::State& state, ProgramOf program_of) {
    const Program program = program_of("");
    system::Command command{{program.file}};
    command.argv.insert(command.argv.end(), program.to_end.begin(), program.to_end.end());
    for (auto _ : state) {
        if (!system::run_child(command).succeeded()) return state.SkipWithError("the program failed");
    }
}

void measure(const std::string& name, ProgramOf program) {
    const auto add = [&](const std::string& what, auto run) {
        return benchmark::RegisterBenchmark((what + "/" + name).c_str(), run);
    };
    add("keep_alive", [=](auto& state) { keep_alive_rate(state, program); })->Iterations(1)->UseRealTime();
    for (const auto& [kind, begun] : {std::pair{"idle", ""}, std::pair{"slow", "GET / HT"}}) {
        add(std::string("crowd_") + kind, [=](auto& state) { new_client_in_a_crowd(state, program, begun); })
            ->Iterations(100)
            ->UseManualTime()
            ->Unit(benchmark::kMillisecond);
    }
    add("start", [=](auto& state) { start(state, program); })->UseRealTime()->Unit(benchmark::kMillisecond);
}

const bool registered = [] {
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &files);
    measure("ours", ours);
#ifdef BT_HTTPLIB_SERVER
    measure("httplib", httplib);
    measure("httplib_short", httplib_short);
#endif
    return true;
}();

}  // namespace
