#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bt/format/profile.hpp"
#include "bt/format/soc_model.hpp"
#include "bt/format/summary.hpp"
#include "bt/store/layout.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/file_reader.hpp"
#include "e2e/runner_program.hpp"
#include "support/temporary_folder.hpp"

namespace bt::e2e {

// Commands about several applications at once, in a store and on a day of their own.
class ConcurrentCommands : public testing::Test {
protected:
    static constexpr std::uint64_t most = 1U << 24U;  // bytes of a file that is read
    const std::string day = "2026-03-31";

    system::ChildResult command(std::vector<std::string> words) const {
        words.insert(words.end(), {"--data", (folder / "data").string(), "--date", day});
        return runner(words,
                      {{"XDG_CACHE_HOME", (folder / "cache").string()}, {"XDG_RUNTIME_DIR", folder.path().string()}});
    }

    // The model as a device whose every repeat measures the same.
    std::string quiet_device(format::SocModel model) const {
        model.noise = {};
        model.drift_cv = 0;
        const auto file = folder / (model.name + ".json");
        system::write_file_atomically(file, render(model));
        return "emulated:" + file.string();
    }

    static format::SocModel shipped(const std::string& name) {
        const std::string file = std::string(BT_SOCS) + "/" + name + ".json";
        return format::read_soc_model(system::read_file(file, most), file);
    }

    static format::SocModel made_up(int seed) {
        const auto made = system::run_child({{BT_AGENT, "soc-model", "--seed", std::to_string(seed)}});
        return format::read_soc_model(made.out, "made up");
    }

    format::Profile profile(const std::string& device, const std::string& apps) const {
        const auto file =
            store::Layout(folder / "data").profile(*store::Date::parse(day), AppName(apps), DeviceId(device));
        return format::read_profile(system::read_file(file, most), file.string());
    }

    format::Summary summary(const std::string& device, const std::string& apps) const {
        const auto file =
            store::Layout(folder / "data").analysis(*store::Date::parse(day), DeviceId(device), AppName(apps)) /
            "summary.json";
        return format::read_summary(system::read_file(file, most), file.string());
    }

    // Everything but the figures.
    system::ChildResult pipeline(const std::string& device, const std::string& apps, std::vector<std::string> more = {},
                                 const std::string& rounds = "5") const {
        std::vector<std::string> words{"pipeline", "--device", device,  "--app",    apps,        "--steps", "benchmark",
                                       "schedule", "run",      "parse", "--repeat", "1",         "--runs",  "1",
                                       "--tasks",  rounds,     "--via", "file",     "--figures", "none",    "--quiet"};
        words.insert(words.end(), more.begin(), more.end());
        return command(words);
    }

    test::TemporaryFolder folder;
};

}  // namespace bt::e2e
