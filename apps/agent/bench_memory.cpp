#include <algorithm>

#include "agent/bench_additions.hpp"
#include "stream/measure.hpp"

namespace bt::agent {
namespace {

std::vector<apps::TaskObject*> objects_of(apps::ObjectPool& pool, std::size_t count) {
    std::vector<apps::TaskObject*> objects;
    for (std::size_t i = 0; i < count; ++i) objects.push_back(&pool.object(i));
    return objects;
}

class Memory {
public:
    Memory(Session& session, const BenchOptions& options, BenchLog& log)
        : session_(session),
          options_(options),
          log_(log),
          pus_(session.pu_names()),
          stream_(options.stream_bytes),
          pool_(stream_, session.memory(), 1),
          measure_(stream_, session.engines(), objects_of(pool_, pus_.size()), options.rules) {
        for (std::size_t pu = 0; pu < pus_.size(); ++pu) {
            if (!measure_.able(pu))
                note("PU " + pus_[pu].str() + ": no kernel that reads memory; its share is not measured");
        }
    }

    void streams() {
        const auto take = [this](const apps::StreamSamples& samples) { log_.add(line_of(samples)); };
        std::vector<std::vector<apps::StreamKernel>> kernels;
        for (std::size_t pu = 0; pu < pus_.size(); ++pu) {
            kernels.push_back(measure_.able(pu) ? measure_.alone(pu, take) : std::vector<apps::StreamKernel>{});
        }
        measure_.together(kernels, options_.order(session_), take);
    }

    // Every group on every PU in a loop, as a reading kernel on another PU feels it.
    void demand() {
        apps::ObjectPool tasks(session_.app(), session_.memory(), 1);
        const std::vector<apps::TaskObject*> objects = objects_of(tasks, pus_.size());
        const apps::ThreadCellMeasure filled(session_.engines(), objects, options_.rules);  // every stage ran once
        for (std::size_t pu = 0; pu < pus_.size(); ++pu) {
            const std::optional<std::size_t> reporter = reporter_for(pu);
            if (!reporter) {
                note("PU " + pus_[pu].str() + ": no other PU reads memory beside it; its demand is not measured");
                continue;
            }
            for (const StageRange& group : options_.groups) measure_demand(pu, *reporter, group, *objects[pu]);
        }
    }

private:
    format::BenchStream line_of(const apps::StreamSamples& samples) const {
        format::BenchStream line{.pu = pus_[samples.kernel.pu],
                                 .ops = apps::Stream::ops(samples.kernel.stage),
                                 .beside = {},
                                 .repeat = options_.repeat,
                                 .bytes = static_cast<std::int64_t>(stream_.bytes()),
                                 .batch = samples.samples.batch,
                                 .ns = samples.samples.ns};
        for (const apps::StreamKernel& other : samples.beside) {
            line.beside.emplace(pus_[other.pu], apps::Stream::ops(other.stage));
        }
        return line;
    }

    std::optional<std::size_t> reporter_for(std::size_t pu) const {
        for (std::size_t other = 0; other < pus_.size(); ++other) {
            if (other != pu && measure_.able(other)) return other;
        }
        return std::nullopt;
    }

    void measure_demand(std::size_t pu, std::size_t reporter, const StageRange& group, const apps::TaskObject& object) {
        apps::Engine& engine = *session_.engines()[pu];
        for (Stage stage = group.first; stage <= group.last; stage = stage.next()) {
            if (!engine.can_run(session_.app(), stage)) return;
        }
        engine.prepare(object, group);
        const apps::BusyPus::Work work{&engine, [&](const std::function<void()>& began) {
                                           began();
                                           engine.run(object, group);
                                       }};
        const Stage hungry = Stage::from_number(1);
        log_.add(format::BenchDemand{group, pus_[pu],
                                     line_of({{reporter, hungry, 0}, {}, measure_.beside(reporter, work)})});
    }

    Session& session_;
    const BenchOptions& options_;
    BenchLog& log_;
    std::vector<PuName> pus_;
    apps::Stream stream_;
    apps::ObjectPool pool_;
    apps::StreamMeasure measure_;
};

}  // namespace

void measure_memory(Session& session, const BenchOptions& options, BenchLog& log) {
    Memory memory(session, options, log);
    if (options.measured.streams) memory.streams();
    if (options.measured.demand) memory.demand();
}

}  // namespace bt::agent
