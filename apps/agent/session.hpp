#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "agent/app_choice.hpp"
#include "agent/device_lock.hpp"
#include "agent/emulation.hpp"
#include "agent/processors.hpp"
#include "arguments/arguments.hpp"
#include "bt/core/names.hpp"
#include "bt/format/result_log.hpp"
#include "runtime/application.hpp"
#include "runtime/cell_measure.hpp"
#include "runtime/engine.hpp"
#include "runtime/machine.hpp"
#include "runtime/threads.hpp"

namespace bt::agent {

// Flags that every command has.
std::vector<Flag> common_flags();
std::vector<Flag> with_common(std::initializer_list<Flag> own);

// An accelerator in use; keeps what its memory and engine belong to.
struct Accelerator {
    std::shared_ptr<void> keeps;
    apps::BufferMemory* memory;
    apps::Engine* engine;
};

// The seed, the applications and every PU ready to run their stages, of this machine or of a SoC model. Throws where a
// PU cannot be pinned or opened.
class Session {
public:
    explicit Session(const Arguments& arguments, Apps how_many = Apps::one);

    const AppChoice& choice() const { return choice_; }
    const apps::Application& app() const { return *app_; }  // only where one is named
    // One for a chain (counted from 0) of a schedule of several, with its sizes.
    std::unique_ptr<apps::Application> make_app(const AppName& app, const Params& params, std::size_t chain) const;
    Backend backend() const { return processors_.backend; }
    const DeviceId& device() const { return device_; }
    bool device_was_named() const { return device_was_named_; }
    std::uint64_t seed() const { return choice_.seed(); }
    const std::vector<Pu>& pus() const { return processors_.pus; }
    std::vector<PuName> pu_names() const { return processors_.names(); }
    std::vector<apps::Engine*> engines() const;  // by PU
    apps::BufferMemory& memory() { return *memory_; }

    // Of a PU's cores now, in MHz, and of the hottest part; nothing where it does not say, as a model does not.
    std::optional<double> clock_mhz(const PuName& name) const;
    std::optional<double> temperature_c() const;

    // What differs between real and virtual time. `process`: what this process does, and the number of its repeat; in
    // virtual time it has noise of its own.
    format::LogClock clock() const;
    std::unique_ptr<apps::Driver> driver(const std::string& process, apps::ThreadOptions options = {});
    std::unique_ptr<apps::Driver> driver(const std::string& process, std::span<const AppName> chains,
                                         apps::ThreadOptions options);
    std::unique_ptr<apps::CellMeasure> cells(const std::string& process, const apps::SamplingRules& rules);
    // Nothing is kept from others in virtual time.
    std::unique_ptr<DeviceLock> lock(const std::string& command) const;

private:
    void open_engines(const Arguments& arguments);
    void check_pinning() const;

    apps::Machine machine_;
    std::optional<format::SocModel> model_;
    DeviceId device_;
    bool device_was_named_;
    AppChoice choice_;
    std::unique_ptr<apps::Application> app_;
    Processors processors_;
    apps::HostMemory host_memory_{model_ ? apps::Pages::as_written : apps::Pages::at_once};
    std::optional<Accelerator> accelerator_;
    apps::BufferMemory* memory_ = &host_memory_;
    std::vector<std::unique_ptr<apps::Engine>> engines_;  // null for the accelerator
    std::unique_ptr<Emulation> emulation_;                // instead of them all
};

}  // namespace bt::agent
