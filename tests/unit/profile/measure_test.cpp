#include "bt/profile/measure.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sstream>

#include "bt/core/error.hpp"
#include "bt/profile/campaign.hpp"
#include "bt/system/file_reader.hpp"
#include "support/temporary_folder.hpp"
#include "unit/profile/bench_fixture.hpp"

namespace bt::profile::measure_test {
namespace {

using ::testing::HasSubstr;

// A device whose agent prints a prepared log, without the cells that it is told to leave out, and which is lost after
// so many lines.
class PlayedDevice : public device::Device {
public:
    PlayedDevice(std::vector<format::BenchCell> cells, std::vector<format::BenchSwitch> switches)
        : cells_(std::move(cells)), switches_(std::move(switches)) {}

    const DeviceId& id() const override { return id_; }
    const std::string& work_folder() const override { return folder_; }
    void push(const std::filesystem::path&, const std::string&) override {}
    void pull(const std::string&, const std::filesystem::path&) override {}
    std::unique_ptr<device::ReversePort> reach_host_port(std::uint16_t) override { return nullptr; }

    device::Outcome execute(const device::Program& program, const device::ExecuteOptions& options) override {
        programs.push_back(program.argv);
        const auto skip = std::find(program.argv.begin(), program.argv.end(), "--skip");
        std::size_t left_out = skip == program.argv.end() ? 0 : std::stoul(*(skip + 1));
        std::vector<format::BenchCell> cells(cells_.begin() + static_cast<std::ptrdiff_t>(left_out), cells_.end());
        std::string text = tests::log_text(tests::header(), cells, switches_);
        const bool torn = torn_at && *torn_at < text.size();
        if (torn) text.resize(*torn_at);
        torn_at.reset();
        std::istringstream lines(text);
        int count = 0;
        for (std::string line; std::getline(lines, line); ++count) {
            if (!lost_after.empty() && count == lost_after.front()) {
                lost_after.erase(lost_after.begin());
                throw device::Failure(device::Fault::lost, "the connection broke", "");
            }
            options.on_out_line(line);
        }
        if (torn) throw device::Failure(device::Fault::lost, "the connection broke", "");
        if (!complaint.empty()) options.on_err_line(complaint);
        return {.end = device::End::exited, .status = status};
    }

    std::vector<int> lost_after;         // lines, by process
    std::optional<std::size_t> torn_at;  // byte, of the first process
    std::vector<std::vector<std::string>> programs;
    std::string complaint;
    int status = 0;

private:
    std::vector<format::BenchCell> cells_;
    std::vector<format::BenchSwitch> switches_;
    DeviceId id_{"board"};
    std::string folder_ = "/work";
};

class Measure : public ::testing::Test, public Connection {
protected:
    device::Device& device() override { return played; }
    const std::string& agent() override { return agent_; }
    void reconnect(const device::Failure&) override { ++reconnected; }

    system::GrowingLog new_log() { return std::move(*system::GrowingLog::create(folder / "run.txt")); }

    format::BenchLog measure(system::GrowingLog log) {
        listener.on_cell = [this](const CellName& cell) { seen.push_back(cell); };
        return measure_repeat(*this, request, log, listener);
    }

    std::string file(const char* ending = "") const {
        return system::read_file(folder / (std::string("run.txt") + ending), 1U << 20U);
    }

    static std::vector<CellName> order_of(const std::vector<format::BenchCell>& cells) {
        std::vector<CellName> order;
        for (const format::BenchCell& cell : cells) order.push_back(name_of(cell));
        return order;
    }

    std::vector<format::BenchCell> cells = tests::all_cells(1);
    std::vector<format::BenchSwitch> switches{{{Stage::from_number(2), Stage::from_number(2)},
                                               PuName("little"),
                                               PuName("big"),
                                               1,
                                               {2000, 2100},
                                               {900000, 910000}}};
    std::string whole = tests::log_text(tests::header(), cells, switches);
    test::TemporaryFolder folder;
    PlayedDevice played{cells, switches};
    RepeatRequest request{{"--app", "tree"}, 1, order_of(cells)};
    RepeatListener listener;
    std::vector<CellName> seen;
    int reconnected = 0;

private:
    std::string agent_ = "/there/bt-agent";
};

TEST_F(Measure, KeepsTheLogByteForByteAsTheDevicePrintedIt) {
    const format::BenchLog log = measure(new_log());
    EXPECT_EQ(file(), whole);
    EXPECT_EQ(log.cells.size(), cells.size());
    EXPECT_EQ(seen, request.order);
    EXPECT_EQ(played.programs.at(0),
              (std::vector<std::string>{"/there/bt-agent", "bench", "--app", "tree", "--repeat", "1"}));
}

// Wherever the connection breaks, in the header, between cells, in what --measure adds or in the closing lines: nothing
// is measured twice, and the log ends up with the bytes that it would have had.
TEST_F(Measure, GoesOnWithTheCellAtWhichTheConnectionBroke) {
    const auto lines = static_cast<int>(std::count(whole.begin(), whole.end(), '\n'));
    for (int lost = 0; lost < lines; ++lost) {
        seen.clear();
        played.lost_after = {lost};
        measure(new_log());
        EXPECT_EQ(file(), whole) << "lost after line " << lost;
        EXPECT_EQ(seen, request.order) << "lost after line " << lost;
        std::filesystem::remove(folder / "run.txt");
    }
    EXPECT_EQ(reconnected, lines);
}

// Transports hand over what came of a line as if it were one.
TEST_F(Measure, TakesNoLineThatTheConnectionCut) {
    const std::size_t last_line = whole.rfind("### BT END");
    for (std::size_t at = 0; at < whole.size(); at += at < last_line ? 23 : 3) {
        seen.clear();
        played.torn_at = at;
        measure(new_log());
        EXPECT_EQ(file(), whole) << "torn at byte " << at;
        EXPECT_EQ(seen, request.order) << "torn at byte " << at;
        std::filesystem::remove(folder / "run.txt");
    }
}

TEST_F(Measure, GivesUpOnADeviceThatIsLostAtTheSameCellAgainAndAgain) {
    played.lost_after = {3, 1, 1, 1, 1};
    try {
        measure(new_log());
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::device);
    }
    EXPECT_EQ(reconnected, 2);
    EXPECT_THAT(file(".part"), HasSubstr("\"pu\": \"little\"")) << "what was measured stays";
}

TEST_F(Measure, GoesOnWithALogThatWasCut) {
    std::string cut = whole.substr(0, whole.find("{\"cell\": {\"stage\": 2, \"last\": 2, \"pu\": \"vulkan\""));
    test::write_text(folder / "run.txt.part", cut + "{\"cell\": {\"stage\": 2, \"la");
    measure(std::move(*system::GrowingLog::resume(folder / "run.txt")));
    EXPECT_EQ(file(), whole) << "what --measure adds is there, too";
    EXPECT_EQ(seen.size(), cells.size() - 5);
}

TEST_F(Measure, RefusesToGoOnWithALogOfOtherSettings) {
    test::write_text(folder / "run.txt.part", whole.substr(0, whole.find("\nStage")));
    std::reverse(request.order.begin(), request.order.end());
    try {
        measure(std::move(*system::GrowingLog::resume(folder / "run.txt")));
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        EXPECT_THAT(error.failed(), HasSubstr("other settings"));
    }
}

TEST_F(Measure, PassesOnWhatTheAgentComplainsAbout) {
    played.complaint = "bt-agent: PU big cannot be pinned to core 7";
    played.status = 3;
    try {
        measure(new_log());
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::device);
        EXPECT_EQ(error.failed(), "bt-agent on 'board': PU big cannot be pinned to core 7");
    }
}

}  // namespace
}  // namespace bt::profile::measure_test
