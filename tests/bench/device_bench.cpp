// What our transports cost beside the plain programs that they drive, over a real sshd and a real adb with bt-emulator,
// all on loopback and started here. Ours and the peer take turns; `ratio` is that of the medians.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <vector>

#include "bt/device/transports.hpp"
#include "integration/device/sshd.hpp"
#include "integration/emulator/emulated_device.hpp"
#include "support/temporary_folder.hpp"

namespace {

namespace fs = std::filesystem;
using bt::tests::AdbServer;
using bt::tests::EmulatedDevice;
using bt::tests::Sshd;

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

template <class Work>
double milliseconds(Work work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

template <class Ours, class Peer>
void take_turns(benchmark::State& state, Ours ours, Peer peer) {
    ours();
    peer();
    std::vector<double> our_times;
    std::vector<double> peer_times;
    for (auto _ : state) {
        peer_times.push_back(milliseconds(peer));
        our_times.push_back(milliseconds(ours));
        state.SetIterationTime(our_times.back() / 1000);
    }
    state.counters["ours_ms"] = median(our_times);
    state.counters["peer_ms"] = median(peer_times);
    state.counters["ratio"] = median(our_times) / median(peer_times);
}

void run(const std::vector<std::string>& argv) {
    const auto result = bt::system::run_child({argv});
    if (!result.succeeded()) {
        std::fprintf(stderr, "%s: %s\n", argv.front().c_str(), result.err.c_str());
        std::abort();
    }
}

// Sockets of ssh and locks lie in a folder of ours: so the peer finds the very master connection that we use.
struct Board {
    Board() {
        setenv("XDG_RUNTIME_DIR", runtime.path().c_str(), 1);
        device = bt::device::ssh_device(bt::DeviceId("board"), sshd.host());
        device->execute({{"true"}});
        for (const auto& entry : fs::directory_iterator(runtime / "better-together")) socket = entry.path().string();
    }
    std::vector<std::string> plain(const std::string& program) const {
        return {program, "-o", "BatchMode=yes", "-o", "ControlPath=" + socket};
    }
    bt::test::TemporaryFolder runtime;
    Sshd sshd;
    std::unique_ptr<bt::device::Device> device;
    std::string socket;
};

struct Phone {
    Phone() {
        server.use_here();
        server.connect(emulated);
        device = bt::device::adb_device(bt::DeviceId("phone"), emulated.address(),
                                        bt::device::local_device(bt::DeviceId("here"), "/"));
    }
    AdbServer server;
    EmulatedDevice emulated;
    std::unique_ptr<bt::device::Device> device;
};

fs::path large_file(const bt::test::TemporaryFolder& folder) {
    std::string text(std::size_t{64} << 20U, '\0');
    std::uint32_t state = 1;
    for (char& c : text) c = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
    bt::test::write_text(folder / "large", text);
    return folder / "large";
}

void ssh_command(benchmark::State& state) {
    Board board;
    std::vector<std::string> peer = board.plain("ssh");
    peer.insert(peer.end(), {"--", "board", "/bin/true"});  // a program, as ours: `true` is a word of the shell itself
    take_turns(
        state, [&] { board.device->execute({{"/bin/true"}}); }, [&] { run(peer); });
}

void adb_command(benchmark::State& state) {
    Phone phone;
    take_turns(
        state, [&] { phone.device->execute({{"/bin/true"}}); },
        [&] {
            run({"adb", "-s", phone.emulated.address(), "shell", "/bin/true"});
        });
}

void ssh_push_64_mib(benchmark::State& state) {
    Board board;
    const bt::test::TemporaryFolder folder;
    const fs::path file = large_file(folder);
    std::vector<std::string> peer = board.plain("scp");
    peer.insert(peer.end(), {"-q", "--", file.string(), "board:.cache/better-together/peer"});
    take_turns(
        state, [&] { board.device->push(file, "ours"); }, [&] { run(peer); });
}

void adb_push_64_mib(benchmark::State& state) {
    Phone phone;
    const bt::test::TemporaryFolder folder;
    const fs::path file = large_file(folder);
    take_turns(
        state, [&] { phone.device->push(file, "ours"); },
        [&] {
            run({"adb", "-s", phone.emulated.address(), "push", file.string(), "/data/local/tmp/better-together/peer"});
        });
}

// A phone and a board; and the same with a phone that never answers.
void list(benchmark::State& state, const std::vector<std::string>& faults) {
    bt::test::TemporaryFolder folder;
    AdbServer server;
    server.use_here();
    EmulatedDevice phone(faults);
    server.connect(phone);
    Sshd sshd;
    bt::test::write_text(folder / "devices/board.json",
                         R"({"kind":"device","version":1,"id":"board","transport":"ssh"})");
    for (auto _ : state) {
        state.SetIterationTime(milliseconds([&] {
                                   run({BT_RUNNER, "devices", "-q", "--data", folder.path().string()});
                               }) /
                               1000);
    }
}
void runner_devices(benchmark::State& state) { list(state, {}); }
void runner_devices_one_dead(benchmark::State& state) { list(state, {"--fault", "stall"}); }

constexpr auto ms = benchmark::kMillisecond;
BENCHMARK(ssh_command)->Unit(ms)->UseManualTime()->Iterations(100);
BENCHMARK(adb_command)->Unit(ms)->UseManualTime()->Iterations(100);
BENCHMARK(ssh_push_64_mib)->Unit(ms)->UseManualTime()->Iterations(7);
BENCHMARK(adb_push_64_mib)->Unit(ms)->UseManualTime()->Iterations(7);
BENCHMARK(runner_devices)->Unit(ms)->UseManualTime()->Iterations(10);
BENCHMARK(runner_devices_one_dead)->Unit(ms)->UseManualTime()->Iterations(5);

}  // namespace
