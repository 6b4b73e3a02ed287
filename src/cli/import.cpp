#include <algorithm>
#include <memory>

#include "bt/device/registry.hpp"
#include "bt/format/device_file.hpp"
#include "bt/store/lookup.hpp"
#include "bt/store/manifest.hpp"
#include "bt/store/store.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/clock.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/command.hpp"
#include "cli/import_input.hpp"
#include "cli/import_tables.hpp"
#include "cli/step_record.hpp"
#include "cli/terminal.hpp"

// `runner import`: a profile from the logs of TensorRT's tools (docs/import.md).

namespace bt::cli {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_device_file = std::uint64_t{1} << 20U;

// Where the results go: into the store, or where the user said.
struct Destination {
    fs::path profile;
    std::optional<store::Date> date;  // nothing: not the store

    fs::path table(const char* name) const {
        return profile.parent_path() / (profile.stem().string() + "_" + name + ".csv");
    }
};

class Import {
public:
    Import(const ImportOptions& options, const Invocation& invocation)
        : options_(options), invocation_(invocation), held_(store::choose_root(invocation.globals.data)) {
        if (!options.device)
            throw usage_error("which device? --device is missing", "any name: a profile needs no device");
        if (!options.app)
            throw usage_error("which application? --app is missing", "the network's name, such as googlenet");
        device_.emplace(device::id_of(*options.device));
        app_.emplace(*options.app);
        if (app_->parts().size() > 1)
            throw usage_error("--app: one network at a time", "profiles are joined when they are used");
    }

    ExitCode run() {
        const ImportInput input = read_import_input(options_);
        const profile::ImportedNetwork network = profile::import_engines(input.logs);
        const format::Profile profile = profile_of(input, network);
        const Destination to = destination();
        Terminal& terminal = invocation_.terminal;
        if (options_.dry_run) {
            terminal.print("would write " + printable(to.profile.string(), 200) + " and its tables from " +
                           std::to_string(input.files.size()) + " logs\n");
            return ExitCode::done;
        }
        write(to, profile, import_csv(network, input.emc));
        if (to.date) record(to, input);
        for (const std::string& what : profile::not_told(network, profile, demand_asked(input))) {
            terminal.warn("not measured: " + what);
        }
        terminal.print(invocation_.globals.json ? format::render(profile) : import_text(network, input.emc));
        for (const fs::path& file : written_) terminal.note("written: " + printable(file.string(), 200));
        return ExitCode::done;
    }

private:
    static profile::DemandAsked demand_asked(const ImportInput& input) {
        const profile::Throughput& known = input.throughput;
        const bool any = !input.emc.empty() || !known.gpu_gbps.empty() || known.all_gpu_gbps || known.peak_gbps;
        return any ? profile::DemandAsked::yes : profile::DemandAsked::no;
    }

    format::Profile profile_of(const ImportInput& input, const profile::ImportedNetwork& network) const {
        profile::ImportedSubject subject{.device = *device_,
                                         .backend = parse_backend(options_.backend),
                                         .app = *app_,
                                         .params = {},
                                         .source = options_.source.value_or(""),
                                         .has_dla = input.logs.dla || device_has_dla()};
        for (const std::string& word : options_.params) subject.params.insert(parse_param(word));
        if (subject.source.empty()) {
            const bool is_7 = input.logs.gpu.profile.version == format::TensorRt::v7;
            subject.source = is_7 ? "trtexec of TensorRT 7" : "trtexec of TensorRT 8";
        }
        format::Profile profile = make_profile(subject, network, demands(network, input.emc, input.throughput));
        profile.contention.pairs = input.pairs;
        return profile;
    }

    // Profiles of one device are joined only where they name the same PUs, used or not.
    bool device_has_dla() const {
        for (const fs::path& file : store::device_files(held_.layout(), store::own_shipped_data())) {
            const auto device = format::read_device_file(system::read_file(file, largest_device_file), file.string());
            if (device.id != *device_) continue;
            return std::any_of(device.pus.begin(), device.pus.end(),
                               [](const Pu& pu) { return pu.name == PuName("dla"); });
        }
        return false;
    }

    Destination destination() const {
        if (options_.out) return {*options_.out, std::nullopt};
        const Globals& globals = invocation_.globals;
        const store::Date date = globals.date ? store::parse_date(*globals.date) : store::Date::today();
        return {held_.layout().profile(date, *app_, *device_), date};
    }

    void write(const Destination& to, const format::Profile& profile, const ImportTables& tables) {
        if (to.date) held_.open_day(*to.date);
        const auto put = [&](const fs::path& file, const std::string& text) {
            if (text.empty()) {
                std::error_code gone;
                fs::remove(file, gone);  // of an earlier import
                return;
            }
            system::write_file_atomically(file, text);
            written_.push_back(file);
        };
        put(to.table("groups"), tables.groups);
        put(to.table("transitions"), tables.transitions);
        put(to.table("emc"), tables.emc);
        put(to.profile, format::render(profile));
    }

    void record(const Destination& to, const ImportInput& input) const {
        store::StepRecord step = step_record("import", system::timestamp(started_), invocation_);
        step.device = device_->str();
        step.app = app_->str();
        step.backend = options_.backend;
        for (const fs::path& file : input.files) step.inputs.push_back(store::record_file(held_.layout(), file));
        for (const fs::path& file : written_) step.outputs.push_back(store::record_file(held_.layout(), file));
        step.result = std::to_string(input.files.size()) + " logs";
        store::append_step(held_.layout(), *to.date, step);
    }

    const ImportOptions& options_;
    const Invocation& invocation_;
    store::Store held_;
    std::optional<DeviceId> device_;
    std::optional<AppName> app_;
    system::WallTime started_ = system::real_clock().wall();
    std::vector<fs::path> written_;
};

void declare(Flags& flags, ImportOptions& options) {
    flags.text("--device", options.device, "ID", "Where it was measured");
    flags.text("--app", options.app, "NAME", "The network");
    flags.choice("--backend", options.backend, {"cu", "vk", "cpu"}, "The accelerator");
    flags.text("--gpu", options.gpu, "FILE", "Profile of the network on the GPU");
    flags.text("--dla", options.dla, "FILE", "Profile of the network on the DLA");
    flags.words("--split", options.splits, "FILE", "Profiles: GPU up to a cut, DLA from there on");
    flags.list("--cuts", options.cuts, "LAYER", "Where groups begin (where the splits do)");
    flags.text("--layers", options.layers, "FILE", "Names of all layers in order, one a line");
    flags.words("--mark", options.marks, "PU[@LAYER]=FILE", "Logs with an output in front of a layer, and without");
    flags.words("--beside", options.beside, "PU/BUSY=FILE", "Log on a PU while the other is busy");
    flags.words("--emc", options.emc, "PU[@LAYER]=FILE", "tegrastats of a group, or of the network");
    flags.list("--gpu-gbps", options.gpu_gbps, "[LAYER=]GBPS", "Memory throughput on the GPU");
    flags.text("--peak-gbps", options.peak_gbps, "GBPS", "Of the memory: throughput = EMC × this");
    flags.words("--param", options.params, "NAME=VALUE", "What it was measured with (precision=fp16)");
    flags.text("--source", options.source, "TEXT", "What it was measured by");
    flags.text("--out", options.out, "FILE", "Write there, not into the store");
    flags.flag("--dry-run", options.dry_run, "Say what would be written");
}

}  // namespace

Command import_command() {
    auto options = std::make_shared<ImportOptions>();
    return {"import", "Make a profile from logs of TensorRT's trtexec and of tegrastats",
            [options](Flags& flags) { declare(flags, *options); },
            [options](const Invocation& invocation) { return Import(*options, invocation).run(); }};
}

}  // namespace bt::cli
