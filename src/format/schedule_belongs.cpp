#include "bt/core/error.hpp"
#include "bt/format/schedules.hpp"

namespace bt::format {
namespace {

void require_same(const ScheduleRecord& record, std::string_view what, std::string_view its, std::string_view ours) {
    if (its == ours) return;
    const std::string name = record.uid.empty() ? "without uid" : printable(record.uid);
    throw data_error("schedule " + name + " is for the " + std::string(what) + " '" + printable(its) + "', not '" +
                         printable(ours) + "'",
                     "compute one with: runner schedule");
}

}  // namespace

void check_belongs(const ScheduleRecord& record, const DeviceId& device, const AppName& app, Backend backend,
                   const Params& params) {
    if (record.device) require_same(record, "device", record.device->str(), device.str());
    if (record.app) require_same(record, "application", record.app->str(), app.str());
    if (record.backend) require_same(record, "backend", to_string(*record.backend), to_string(backend));
    if (record.params) require_same(record, "size", bt::to_string(*record.params), bt::to_string(params));
}

void check_runnable(const ScheduleRecord& record, int stages, std::span<const PuName> pus) {
    if (const auto fault = fault_of(record.chunks, stages, pus)) {
        throw data_error("schedule " + printable(record.uid) + ": " + *fault);
    }
}

ScheduleRecord as_current(ScheduleRecord record, const DeviceId& device, const AppName& app, Backend backend,
                          const Params& params) {
    check_belongs(record, device, app, backend, params);
    record.version = pipeline_version;
    record.device = device;
    record.app = app;
    record.backend = backend;
    record.params = params;
    record.uid = uid_of(device, app, backend, record.chunks);
    return record;
}

}  // namespace bt::format
