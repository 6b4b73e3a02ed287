#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "bt/format/result_log_reader.hpp"
#include "e2e/own_places.hpp"
#include "e2e/runner_program.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e {

namespace fs = std::filesystem;

inline std::string read(const fs::path& file) {
    std::ifstream in(file);
    std::stringstream text;
    text << in.rdbuf();
    return text.str();
}

class RunCommand : public ::testing::Test {
protected:
    void SetUp() override {
        take_own_places(folder.path(), store);
        unsetenv("BT_TEST_SKIP_STAGE");
    }
    void TearDown() override { unsetenv("BT_TEST_SKIP_STAGE"); }

    // Schedules of the tree (seven stages) on two or three PUs.
    void make_schedules(const std::string& device, const std::string& pus = "big,little") const {
        std::string name = device;
        if (const auto colon = name.find(':'); colon != std::string::npos) name.replace(colon, 1, "%3A");
        std::string table = "stage," + pus + ",device,run\n";
        for (int stage = 1; stage <= 7; ++stage) {
            table += std::to_string(stage);
            for (std::size_t pu = 0; pu <= static_cast<std::size_t>(std::count(pus.begin(), pus.end(), ',')); ++pu) {
                table += "," + std::to_string(1.0 + 0.5 * static_cast<double>(pu));
            }
            table += "," + device + ",1.1\n";
        }
        test::write_text(store / day / "tree" / (name + "_normal.csv"), table);
        const auto made = runner({"schedule", "--device", device, "--app", "tree", "-n", "3", "-q"});
        ASSERT_EQ(made.status, 0) << made.err;
    }

    static std::vector<std::string> arguments(const std::string& device, std::vector<std::string> more) {
        more.insert(more.begin(), {"run", "--device", device, "--app", "tree", "--param", "points=500", "--date", day,
                                   "--runs", "2", "--tasks", "20"});
        return more;
    }
    static system::ChildResult run(const std::string& device, std::vector<std::string> more = {}) {
        return runner(arguments(device, std::move(more)));
    }

    // Uids in the order of the log, which a strict reader must take.
    std::vector<std::string> uids(const std::string& log, const std::string& device = "emulated") const {
        std::vector<std::string> all;
        format::ResultSections sections([&](format::ResultSection&& section) { all.push_back(section.head.uid); });
        format::ResultLogReader reader(log, sections);
        reader.feed(read(results(device) / log));
        reader.finish();
        return all;
    }

    fs::path results(const std::string& device = "emulated") const {
        return store / day / "results" / (device + "_tree");
    }

    static constexpr const char* day = "2026-03-31";
    test::TemporaryFolder folder;
    fs::path store = folder / "store";
};

}  // namespace bt::e2e
