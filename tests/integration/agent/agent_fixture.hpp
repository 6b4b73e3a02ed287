#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <vector>

#include "agent/commands.hpp"
#include "bt/format/result_log_reader.hpp"
#include "bt/format/schedules.hpp"
#include "runtime/affinity.hpp"
#include "support/temporary_folder.hpp"

namespace bt::agent::test {

// Sets a variable as long as it lives.
class Variable {
public:
    Variable(const char* name, const std::string& value) : name_(name) { ::setenv(name, value.c_str(), 1); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    ~Variable() { ::unsetenv(name_); }

private:
    const char* name_;
};

struct Ended {
    int code;
    std::string out;
    std::string err;
};

// Calls the agent as main would, with a lock and files of its own and no Vulkan.
class AgentTest : public ::testing::Test {
protected:
    std::string file(const std::string& name) const { return (folder_.path() / name).string(); }

    Ended agent(std::vector<std::string> words) const {
        const std::string log = file("stdout");
        std::FILE* out = std::fopen(log.c_str(), "w");
        ::testing::internal::CaptureStderr();
        Output output(out);
        const int code = agent_main(words, output);
        std::fclose(out);
        return {code, read(log), ::testing::internal::GetCapturedStderr()};
    }

    static std::string read(const std::string& path) {
        std::ifstream stream(path);
        return {std::istreambuf_iterator<char>(stream), {}};
    }

    // little and big on the first and the last core that there is.
    std::string pus() const {
        const std::vector<int> cores = apps::allowed_cores();
        return "little=" + std::to_string(cores.front()) + ",big=" + std::to_string(cores.back());
    }

    std::vector<std::string> with_app(std::vector<std::string> words) const {
        words.insert(words.end(), {"--app", "counting", "--backend", "cpu", "--pus", pus()});
        return words;
    }

    static Chunk chunk(const char* pu, int first, int last) {
        return {PuName(pu), {Stage::from_number(first), Stage::from_number(last)}};
    }

    static format::ScheduleRecord schedule(Chunks chunks, const std::string& size = "256") {
        format::ScheduleRecord record;
        record.device = DeviceId("local");
        record.app = AppName("counting");
        record.backend = Backend::cpu;
        record.params = Params{{"size", size}};
        record.chunks = std::move(chunks);
        record.chunk_times.resize(record.chunks.size());
        record.stage_times.resize(static_cast<std::size_t>(record.stages()));
        return format::as_current(record, *record.device, *record.app, *record.backend, *record.params);
    }

    // Three schedules in a file.
    std::string schedule_file() const {
        const std::vector<format::ScheduleRecord> records{schedule({chunk("little", 1, 2), chunk("big", 3, 4)}),
                                                          schedule({chunk("big", 1, 4)}),
                                                          schedule({chunk("big", 1, 1), chunk("little", 2, 4)})};
        return write("schedules.json", format::render(records));
    }

    // Two chains: the first visits little, big, little; the second stays on big.
    static format::ConcurrentSchedule two_chains(const char* first, const char* second) {
        const PuName little("little");
        const PuName big("big");
        format::ConcurrentSchedule schedule{
            .device = DeviceId("local"),
            .backend = Backend::cpu,
            .chains = {{AppName(first), {}, {chunk("little", 1, 1), chunk("big", 2, 3), chunk("little", 4, 4)}},
                       {AppName(second), {}, {chunk("big", 1, 4)}}},
            .order = {{little, {{0, 0}, {0, 2}}}, {big, {{1, 0}, {0, 1}}}}};
        schedule.uid = uid_of(schedule);
        return schedule;
    }
    std::string concurrent_file(const std::vector<format::ConcurrentSchedule>& schedules) const {
        return write("concurrent.json", format::render(schedules));
    }

    std::string write(const std::string& name, const std::string& text) const {
        std::ofstream(file(name)) << text;
        return file(name);
    }

    static std::vector<format::ResultSection> sections(const std::string& log) {
        std::vector<format::ResultSection> all;
        format::ResultSections visitor([&](format::ResultSection&& section) { all.push_back(std::move(section)); });
        format::ResultLogReader reader("log", visitor);
        reader.feed(log);
        reader.finish();
        return all;
    }

    bt::test::TemporaryFolder folder_;
    Variable lock_{"BT_AGENT_LOCK", file("lock")};
    Variable no_vulkan_{"BT_VULKAN_LIBRARY", "/nonexistent/libvulkan.so"};
};

}  // namespace bt::agent::test
