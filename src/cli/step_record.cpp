#include "cli/step_record.hpp"

#include "bt/store/environment.hpp"
#include "bt/system/clock.hpp"

namespace bt::cli {

store::StepRecord step_record(std::string step, std::string started, const Invocation& invocation) {
    store::StepRecord record;
    record.step = std::move(step);
    record.started = std::move(started);
    record.ended = system::timestamp(system::real_clock().wall());
    record.environment = store::capture_environment();
    record.environment.command = invocation.arguments;
    return record;
}

}  // namespace bt::cli
