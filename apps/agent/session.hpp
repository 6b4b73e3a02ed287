#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "arguments/arguments.hpp"
#include "bt/core/names.hpp"
#include "runtime/application.hpp"
#include "runtime/engine.hpp"
#include "runtime/machine.hpp"

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

// Which PUs a command works with.
struct Processors {
    Backend backend = Backend::cpu;
    std::vector<Pu> pus;  // in the device's order
    std::vector<std::string> notes;
};

// From --pus, else from the machine; the accelerator from --backend. Throws a usage or device error.
Processors choose_processors(const Arguments& arguments, const apps::Machine& machine);

// The seed, the application and every PU ready to run its stages. Throws where a PU cannot be pinned or opened.
class Session {
public:
    explicit Session(const Arguments& arguments);

    const apps::Application& app() const { return *app_; }
    Backend backend() const { return processors_.backend; }
    const DeviceId& device() const { return device_; }
    bool device_was_named() const { return device_was_named_; }
    std::uint64_t seed() const { return seed_; }
    const std::vector<Pu>& pus() const { return processors_.pus; }
    std::vector<PuName> pu_names() const;
    const apps::Machine& machine() const { return machine_; }
    std::vector<apps::Engine*> engines() const;  // by PU
    apps::BufferMemory& memory() { return *memory_; }

private:
    void open_engines(const Arguments& arguments);
    void check_pinning() const;

    apps::Machine machine_;
    DeviceId device_;
    bool device_was_named_;
    std::uint64_t seed_;
    std::unique_ptr<apps::Application> app_;
    Processors processors_;
    apps::HostMemory host_memory_;
    std::optional<Accelerator> accelerator_;
    apps::BufferMemory* memory_ = &host_memory_;
    std::vector<std::unique_ptr<apps::Engine>> engines_;  // null for the accelerator
};

}  // namespace bt::agent
