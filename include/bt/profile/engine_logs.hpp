#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bt/format/profile.hpp"
#include "bt/format/tegrastats.hpp"
#include "bt/format/trtexec.hpp"

// Logs of whole TensorRT engines, and what they say of groups of layers (docs/import.md has the rules).
namespace bt::profile {

// The PUs that TensorRT has, as they are called here.
inline const PuName gpu_pu("cuda");
inline const PuName dla_pu("dla");

// Layers count from 0 here, as TensorRT counts them; groups become stages from 1 in a profile.
struct EngineLog {
    std::string file;
    format::LayerProfile profile;
};

// What was measured with an output of the engine in front of `layer`; without one: the engine as it is.
struct MarkedMean {
    std::string file;
    std::optional<int> layer;
    Milliseconds mean;
};

struct EngineLogs {
    EngineLog gpu;                     // the whole network there
    std::optional<EngineLog> dla;      // the whole network there, but what only a GPU can run
    std::vector<EngineLog> splits{};   // the GPU up to a cut, the DLA from there on
    std::vector<std::string> order{};  // names of the layers; empty: as the log of the DLA lists them
    std::vector<int> cuts{};           // first layers of the groups but the first; empty: those of the splits
    std::vector<MarkedMean> gpu_marks{};
    std::vector<MarkedMean> dla_marks{};
};

struct ImportedGroup {
    int first_layer;
    int last_layer;
    Milliseconds gpu_layers;
    Milliseconds gpu_reformat;
    std::optional<Milliseconds> dla;  // nothing: no log of the DLA

    Milliseconds gpu() const { return gpu_layers + gpu_reformat; }
};

struct ImportedCut {
    std::size_t after;                       // the group before it, from 0
    int layer;                               // the first after it
    std::optional<Milliseconds> gpu_to_dla;  // the DLA's input in another layout, from the split
    std::optional<Milliseconds> gpu_mark;    // what an output there costs a GPU's engine
    std::optional<Milliseconds> dla_mark;    // and a DLA's
};

struct ImportedNetwork {
    std::vector<ImportedGroup> groups;
    std::vector<ImportedCut> cuts;
    Milliseconds gpu_only;
    std::optional<Milliseconds> dla_only;
    std::map<std::string, Milliseconds> always_on_gpu;  // rows of the DLA's log that run on the GPU, not in its times
};

// Throws a data error that names the log where one is missing for a cut, too short, of another version, contradicts
// another, or names layers that the order does not have.
ImportedNetwork import_engines(const EngineLogs& logs);

// One log of tegrastats while the groups that begin at `layer`, or the whole network, ran alone on that PU.
struct EmcLog {
    std::string file;
    PuName pu;
    std::optional<int> layer;
    std::vector<format::EmcSample> samples;

    double max_percent() const;
};

struct Throughput {
    std::map<int, double> gpu_gbps;        // by the first layer of a group
    std::optional<double> all_gpu_gbps{};  // of groups without their own
    std::optional<double> peak_gbps{};     // of the memory: where no throughput is known, it is EMC × peak
};

// Throughput of each group on each PU: on the DLA the ratio of the EMC's loads × that on the GPU. By group, from 0.
std::vector<std::map<PuName, double>> demands(const ImportedNetwork& network, const std::vector<EmcLog>& logs,
                                              const Throughput& known);

// Whose logs they are.
struct ImportedSubject {
    DeviceId device;
    Backend backend;
    AppName app;
    Params params;
    std::string source;
    bool has_dla;  // the device, whether it was measured or not
};

// Layer n is stage n + 1. A change from GPU to DLA costs what the DLA's input took, where no split tells it an output
// of the GPU; from DLA to GPU an output of the DLA.
format::Profile make_profile(const ImportedSubject& subject, const ImportedNetwork& network,
                             const std::vector<std::map<PuName, double>>& demands);

// What schedules would take for nothing, because no log tells it: changes of the PU, one PU's contention where that of
// the other is known, and demand where it is asked for.
enum class DemandAsked { no, yes };
std::vector<std::string> not_told(const ImportedNetwork& network, const format::Profile& profile, DemandAsked demand);

}  // namespace bt::profile
