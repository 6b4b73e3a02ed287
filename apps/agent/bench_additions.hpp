#pragma once

#include "agent/bench_log.hpp"
#include "agent/bench_options.hpp"
#include "agent/session.hpp"

namespace bt::agent {

// What it costs to go on with a task on another PU: every boundary between groups, from every PU to every PU.
void measure_switches(Session& session, const BenchOptions& options, BenchLog& log);

// How PUs share the memory (streams), and what each group asks of it on each PU (demand).
void measure_memory(Session& session, const BenchOptions& options, BenchLog& log);

}  // namespace bt::agent
