#include "agent/commands.hpp"
#include "agent/session.hpp"
#include "bt/core/error.hpp"
#include "runtime/pipeline_run.hpp"

namespace bt::agent {
namespace {

// Every PU alone, and every pair of PUs with one chunk each.
std::vector<Chunks> pipelines_to_verify(const Session& session) {
    const Stage first = Stage::from_number(1);
    const Stage last = Stage::from_number(session.app().stage_count());
    const Stage middle = Stage::from_number((1 + session.app().stage_count()) / 2);
    std::vector<Chunks> all;
    const std::vector<PuName> pus = session.pu_names();
    for (const PuName& pu : pus) all.push_back({{pu, {first, last}}});
    for (const PuName& a : pus) {
        for (const PuName& b : pus) {
            if (a != b && middle < last) all.push_back({{a, {first, middle}}, {b, {middle.next(), last}}});
        }
    }
    return all;
}

bool can_run(const Session& session, const Chunks& chunks) {
    const std::vector<apps::Engine*> engines = session.engines();
    for (const Chunk& chunk : chunks) {
        for (const apps::Engine* engine : engines) {
            if (engine->pu().name != chunk.pu) continue;
            for (Stage stage = chunk.stages.first; stage <= chunk.stages.last; stage = stage.next()) {
                if (!engine->can_run(session.app(), stage)) return false;
            }
        }
    }
    return true;
}

std::string line_of(const Chunks& chunks, const apps::CheckedOutput& check) {
    const apps::Comparison& found = check.comparison;
    char error[32];
    std::snprintf(error, sizeof error, "%.6g", found.largest_error);
    return "Pipeline=" + to_string(chunks) + " Input=" + std::to_string(check.input) +
           " Output=" + (found.equal() ? "ok" : "wrong") + " Error=" + error +
           " Checksum=" + apps::checksum_text(found.checksum) + '\n';
}

int run(const Arguments& arguments, Output& out) {
    Session session(arguments);
    const auto tasks = static_cast<std::uint64_t>(arguments.number("--tasks", 1, 10'000).value_or(8));
    const auto lock = session.lock("verify");
    const auto driver = session.driver("verify");
    apps::PipelineRunner runner(session.app(), session.pu_names(), session.memory(), *driver);
    bool wrong = false;
    for (const Chunks& chunks : pipelines_to_verify(session)) {
        if (!can_run(session, chunks)) {
            note(to_string(chunks) + ": a PU lacks a kernel: not verified");
            continue;
        }
        const apps::PipelineResult result = runner.run(chunks, {.tasks = tasks, .verify = apps::Verify::all});
        if (result.failure) throw device_error(to_string(chunks) + ": " + *result.failure);
        for (const apps::CheckedOutput& check : result.checks) out.write(line_of(chunks, check));
        out.flush();
        if (const auto fault = result.first_fault()) {
            note(to_string(chunks) + ": wrong result: " + *fault);
            wrong = true;
        }
    }
    return static_cast<int>(wrong ? ExitCode::wrong_result : ExitCode::done);
}

}  // namespace

Command verify_command() {
    return {"verify", "compare every PU, and every pair of PUs, with the reference; print checksums",
            with_common({{"--tasks", Takes::one, "N", "tasks for each pipeline (8)"}}), run};
}

}  // namespace bt::agent
