#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "bt/core/stage.hpp"

namespace bt::apps {

class Team;  // runtime/team.hpp: the threads of one CPU PU

// What an application is made of. The runtime knows nothing else of it: it allocates the buffers, runs the stages and
// compares the outputs.

enum class Element { f32, u32, i32, u8 };
std::size_t size_of(Element element);

enum class Role {
    input,   // filled once for each task object, never written by a stage
    shared,  // weights and tables: one copy for all tasks, filled once, never written by a stage
    work,    // between stages
    output,  // as work, and compared with the reference
};

struct BufferSpec {
    std::string name;
    Role role;
    Element element;
    std::size_t count;  // elements
};

// One dispatch of a compute shader; dispatches of a stage run one after the other, each seeing all writes of those
// before it.
struct VulkanDispatch {
    std::span<const std::uint32_t> spirv;
    std::vector<std::size_t> buffers;       // binding i is buffer buffers[i] of set 0
    std::vector<std::uint32_t> push;        // push constants, as 32-bit words
    std::vector<std::uint32_t> specialise;  // specialisation constants 1, 2, …; constant 0 is the subgroup size
    std::array<std::uint32_t, 3> groups{1, 1, 1};
};

struct ParamSpec {
    std::string name;
    std::string default_value;
    std::string meaning;  // one line for `runner apps`
};

// The buffers of one task as a kernel sees them, shared ones included, in the order of the outline.
class Buffers {
public:
    explicit Buffers(std::vector<std::span<std::byte>> spans) : spans_(std::move(spans)) {}

    template <class T>
    std::span<T> as(std::size_t buffer) const {
        const auto bytes = spans_[buffer];
        return {reinterpret_cast<T*>(bytes.data()), bytes.size() / sizeof(T)};
    }
    std::span<std::byte> bytes(std::size_t buffer) const { return spans_[buffer]; }
    std::size_t size() const { return spans_.size(); }

private:
    std::vector<std::span<std::byte>> spans_;
};

// An application of given sizes, seed and inputs. Const after construction; every method may be called from several
// threads with different buffers.
class Application {
public:
    virtual ~Application() = default;

    virtual const AppName& name() const = 0;
    virtual const Params& params() const = 0;
    virtual const std::vector<std::string>& stage_names() const = 0;  // stage 1 first
    virtual const std::vector<BufferSpec>& buffers() const = 0;

    // Fills the shared buffers (once) and the input buffers of input number `input`; seeded, so that two processes
    // with the same seed see the same bytes.
    virtual void fill_shared(const Buffers& buffers) const = 0;
    virtual void fill_input(std::uint64_t input, const Buffers& buffers) const = 0;

    // One stage on a CPU PU. Reads what the stages before it wrote, whichever PU ran them, and writes none of what it
    // reads, nor what another stage's results are kept in: a stage that runs again on the same task, at any time after
    // those before it, writes the same again (bench times it so). Buffers hold anything before the first stage that
    // writes them.
    virtual void run_cpu(Stage stage, const Buffers& buffers, Team& team) const = 0;

    // The same stage on a GPU; empty where the application has no kernel for it.
    virtual std::vector<VulkanDispatch> vulkan(Stage) const { return {}; }
    // Launches the stage on `stream` (a cudaStream_t) with device pointers in the order of the outline. False where
    // there is no kernel, as has_cuda() says beforehand.
    virtual bool launch_cuda(Stage, std::span<void* const>, void* /*stream*/) const { return false; }
    virtual bool has_cuda(Stage) const { return false; }

    // The plain scalar program: from the input to the outputs, no kernel shared with run_cpu.
    virtual void reference(const Buffers& buffers) const = 0;

    // Beyond the element-wise rule (CONTRACTS section 5): what is wrong with the outputs as a structure, if anything.
    virtual std::optional<std::string> structural_fault(const Buffers&) const { return std::nullopt; }

    // For floats: outputs are rows of this many scores, whose arg-max must agree too; 0: no rows.
    virtual std::size_t scores_per_row() const { return 0; }

    int stage_count() const { return static_cast<int>(stage_names().size()); }
};

struct AppOptions {
    Params params;  // only those that were given
    std::uint64_t seed = 1;
    std::optional<std::string> input;    // path of real inputs
    std::optional<std::string> weights;  // path of real weights
};

// One entry of the list of applications.
struct AppEntry {
    std::string name;
    std::string summary;
    std::vector<ParamSpec> params;
    std::unique_ptr<Application> (*make)(const AppOptions&);  // throws a usage or data error
};

// Every application that this program was built with, in the order of their names (apps/catalogue.cpp).
std::span<const AppEntry> catalogue();
std::unique_ptr<Application> make_application(const AppName& name, const AppOptions& options);

}  // namespace bt::apps
