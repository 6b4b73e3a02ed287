#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "bt/core/schedule.hpp"
#include "runtime/engine.hpp"

namespace bt::apps::test {

// An application whose stages write down that they ran, and where: the entry of stage s is s · 100 + the PU's index.
// Buffer 0 counts the entries, buffer 1 holds them, buffer 2 is an output that only a complete chain gets right.
class RecordingApp : public Application {
public:
    static constexpr std::size_t most_entries = 4096;

    explicit RecordingApp(int stages = 9) {
        for (int i = 1; i <= stages; ++i) names_.push_back("stage " + std::to_string(i));
    }

    const AppName& name() const override { return name_; }
    const Params& params() const override { return params_; }
    const std::vector<std::string>& stage_names() const override { return names_; }
    const std::vector<BufferSpec>& buffers() const override { return buffers_; }
    void fill_shared(const Buffers& buffers) const override { buffers.as<std::uint32_t>(3)[0] = 7; }
    void fill_input(std::uint64_t input, const Buffers& buffers) const override {
        buffers.as<std::uint32_t>(4)[0] = static_cast<std::uint32_t>(input) + 1;
    }
    void run_cpu(Stage stage, const Buffers& buffers, Team&) const override {
        auto& entries = buffers.as<std::uint32_t>(0)[0];
        if (entries < most_entries) {
            buffers.as<std::uint32_t>(1)[entries] = static_cast<std::uint32_t>(stage.number() * 100 + running_on());
        }
        ++entries;
        step(stage, buffers);
    }
    void reference(const Buffers& buffers) const override {
        for (int i = 1; i <= stage_count(); ++i) step(Stage::from_number(i), buffers);
    }

    // Set by RecordingEngine: the PU whose thread this is.
    static int& running_on() {
        thread_local int pu = -1;
        return pu;
    }

    static std::vector<std::uint32_t> entries(const TaskObject& object) {
        const auto count = std::min<std::size_t>(object.buffers.as<std::uint32_t>(0)[0], most_entries);
        const auto all = object.buffers.as<std::uint32_t>(1).first(count);
        return {all.begin(), all.end()};
    }

private:
    // Not commutative, so that order matters.
    static void step(Stage stage, const Buffers& buffers) {
        auto& value = buffers.as<std::uint32_t>(2)[0];
        if (stage.number() == 1) value = buffers.as<std::uint32_t>(4)[0];
        value = value * 31 + static_cast<std::uint32_t>(stage.number()) * buffers.as<std::uint32_t>(3)[0];
    }

    AppName name_{"recording"};
    Params params_;
    std::vector<std::string> names_;
    std::vector<BufferSpec> buffers_{{"entries", Role::work, Element::u32, 1},
                                     {"log", Role::work, Element::u32, most_entries},
                                     {"value", Role::output, Element::u32, 1},
                                     {"factor", Role::shared, Element::u32, 1},
                                     {"seed", Role::input, Element::u32, 1}};
};

// A PU by name, on a thread that is pinned nowhere, so that four PUs exist on any machine.
class RecordingEngine : public CpuEngine {
public:
    RecordingEngine(const PuName& name, int index) : CpuEngine(Pu{name, {}}), index_(index) {}
    void enter() override { RecordingApp::running_on() = index_; }

private:
    int index_;
};

// Every pipeline of `stages` stages over these PUs: 2116 for nine stages and four PUs.
inline void extend(std::vector<Chunks>& all, Chunks& chunks, int next, int stages, const std::vector<PuName>& pus) {
    if (next > stages) {
        all.push_back(chunks);
        return;
    }
    for (const PuName& pu : pus) {
        bool used = false;
        for (const Chunk& chunk : chunks) used = used || chunk.pu == pu;
        if (used) continue;
        for (int last = next; last <= stages; ++last) {
            chunks.push_back({pu, {Stage::from_number(next), Stage::from_number(last)}});
            extend(all, chunks, last + 1, stages, pus);
            chunks.pop_back();
        }
    }
}

inline std::vector<Chunks> all_pipelines(int stages, const std::vector<PuName>& pus) {
    std::vector<Chunks> all;
    Chunks chunks;
    extend(all, chunks, 1, stages, pus);
    return all;
}

inline std::vector<PuName> four_pus() { return {PuName("little"), PuName("medium"), PuName("big"), PuName("vulkan")}; }

}  // namespace bt::apps::test
