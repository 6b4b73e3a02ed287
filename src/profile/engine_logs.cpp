#include "bt/profile/engine_logs.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "profile/dla_rows.hpp"
#include "profile/engine_splits.hpp"
#include "profile/in_quotes.hpp"
#include "profile/layer_order.hpp"

namespace bt::profile {
namespace {

// A mean of fewer is no measurement: the first ones load the engine.
constexpr std::uint64_t least_iterations = 10;

std::string layers_text(const ImportedGroup& group) {
    return "layers " + std::to_string(group.first_layer) + " to " + std::to_string(group.last_layer);
}

void require_of_one_kind(const EngineLogs& logs) {
    const auto check = [&](const EngineLog& log) {
        if (log.profile.iterations < least_iterations) {
            throw data_error(in_quotes(log.file) + " is too short: " + std::to_string(log.profile.iterations) +
                                 " iterations, where " + std::to_string(least_iterations) +
                                 " or more are a measurement",
                             "let trtexec run for some seconds (--duration)");
        }
        if (log.profile.version != logs.gpu.profile.version) {
            throw data_error(
                in_quotes(logs.gpu.file) + " and " + in_quotes(log.file) + " are of different TensorRT versions",
                "measure all engines with one version on one device");
        }
    };
    check(logs.gpu);
    if (logs.dla) check(*logs.dla);
    for (const EngineLog& log : logs.splits) check(log);
}

// Its rows in front of the DLA's are counted as the DLA's: copies of the input.
void require_whole_on_dla(const EngineLog& log) {
    const std::string layer = dla_part_of(log).layer_before;
    if (layer.empty()) return;
    throw data_error(
        in_quotes(log.file) + " has a layer on the GPU in front of those of the DLA: " + in_quotes(printable(layer)),
        "--dla is the log of the engine that the DLA runs from the first layer on");
}

class Import {
public:
    explicit Import(const EngineLogs& logs)
        : logs_(logs), order_(logs), splits_(logs, order_), cuts_(logs.cuts.empty() ? splits_.cuts() : logs.cuts) {}

    ImportedNetwork run() {
        make_groups();
        add_gpu_times();
        if (logs_.dla) add_dla_times();
        make_cuts();
        return std::move(network_);
    }

private:
    void make_groups() {
        std::sort(cuts_.begin(), cuts_.end());
        cuts_.erase(std::unique(cuts_.begin(), cuts_.end()), cuts_.end());
        int first = 0;
        for (const int cut : cuts_) {
            if (cut < 1 || cut >= order_.count()) {
                throw usage_error("--cuts: there is no cut at layer " + std::to_string(cut),
                                  "the network has the layers 0 to " + std::to_string(order_.count() - 1));
            }
            network_.groups.push_back(
                {.first_layer = first, .last_layer = cut - 1, .gpu_layers{}, .gpu_reformat{}, .dla{}});
            first = cut;
        }
        network_.groups.push_back(
            {.first_layer = first, .last_layer = order_.count() - 1, .gpu_layers{}, .gpu_reformat{}, .dla{}});
    }

    ImportedGroup& group_of(int layer) {
        const auto after = std::upper_bound(cuts_.begin(), cuts_.end(), layer);
        return network_.groups[static_cast<std::size_t>(after - cuts_.begin())];
    }

    // A row belongs to the group of its first layer.
    void add_gpu_times() {
        for (const format::LayerRow& row : logs_.gpu.profile.rows) {
            const format::RowMeaning meaning = format::meaning_of(row.name);
            const bool reformat = meaning.kind == format::RowKind::gpu_reformat;
            if (!reformat && meaning.kind != format::RowKind::gpu) {
                throw data_error(in_quotes(logs_.gpu.file) + " has a row of a DLA: " + in_quotes(printable(row.name)),
                                 "--gpu is the log of the engine that runs on the GPU alone");
            }
            ImportedGroup& group = group_of(order_.require(meaning.layers.front(), logs_.gpu.file));
            (reformat ? group.gpu_reformat : group.gpu_layers) += row.average;
            network_.gpu_only += row.average;
        }
        for (const ImportedGroup& group : network_.groups) {
            if (group.gpu_layers.count() > 0) continue;
            throw data_error(in_quotes(logs_.gpu.file) + " has no row that begins in " + layers_text(group) +
                                 ": no PU can run that group",
                             "or the cut parts what TensorRT fuses: cut elsewhere with --cuts");
        }
    }

    // What is gained by leaving a group to the GPU is its time on the DLA.
    void add_dla_times() {
        DlaPart whole = dla_part_of(*logs_.dla);
        Milliseconds longer = whole.time + whole.input + whole.before;
        const std::string* longer_file = &logs_.dla->file;
        network_.dla_only = longer;
        network_.always_on_gpu = std::move(whole.after_it);
        for (std::size_t i = 0; i < network_.groups.size(); ++i) {
            ImportedGroup& group = network_.groups[i];
            if (i == cuts_.size()) {
                group.dla = longer;
                break;
            }
            const Splits::Split* rest = splits_.find(cuts_[i]);
            if (rest == nullptr) {
                throw data_error("no log of an engine that the DLA runs from layer " + std::to_string(cuts_[i]) + " on",
                                 "give it with --split, or leave that cut out of --cuts");
            }
            group.dla = longer - rest->part.time;
            if (group.dla->count() <= 0) {
                throw data_error(layers_text(group) + " would take " + std::to_string(group.dla->count()) +
                                     " ms on the DLA: " + in_quotes(rest->file) + " is not faster than " +
                                     in_quotes(*longer_file),
                                 "measure both again under the same clocks");
            }
            longer = rest->part.time;
            longer_file = &rest->file;
        }
    }

    void make_cuts() {
        require_cuts_of(logs_.gpu_marks, "cuda");
        require_cuts_of(logs_.dla_marks, "dla");
        for (std::size_t i = 0; i < cuts_.size(); ++i) {
            ImportedCut cut{.after = i, .layer = cuts_[i], .gpu_to_dla{}, .gpu_mark{}, .dla_mark{}};
            if (const Splits::Split* split = splits_.find(cuts_[i])) cut.gpu_to_dla = split->part.input;
            cut.gpu_mark = mark_at(logs_.gpu_marks, cuts_[i], "cuda");
            cut.dla_mark = mark_at(logs_.dla_marks, cuts_[i], "dla");
            network_.cuts.push_back(cut);
        }
    }

    void require_cuts_of(const std::vector<MarkedMean>& means, const std::string& pu) const {
        for (const MarkedMean& mean : means) {
            if (!mean.layer || std::binary_search(cuts_.begin(), cuts_.end(), *mean.layer)) continue;
            throw usage_error("--mark " + pu + "@" + std::to_string(*mean.layer) + ": no group begins at layer " +
                                  std::to_string(*mean.layer),
                              "groups begin at the cuts");
        }
    }

    // How much longer an engine takes that also puts this layer's input out. Noise may make it less than nothing.
    static std::optional<Milliseconds> mark_at(const std::vector<MarkedMean>& means, int layer, const char* pu) {
        if (means.empty()) return std::nullopt;
        const auto find = [&](std::optional<int> wanted) -> const MarkedMean& {
            const auto found =
                std::find_if(means.begin(), means.end(), [&](const MarkedMean& each) { return each.layer == wanted; });
            if (found != means.end()) return *found;
            throw data_error(
                "no log of " + std::string(pu) +
                    (wanted ? " with an output in front of layer " + std::to_string(*wanted) : " without one"),
                "give it: --mark " + std::string(pu) + (wanted ? "@" + std::to_string(*wanted) : "") + "=FILE");
        };
        return std::max(Milliseconds(0), find(layer).mean - find(std::nullopt).mean);
    }

    const EngineLogs& logs_;
    LayerOrder order_;
    Splits splits_;
    std::vector<int> cuts_;
    ImportedNetwork network_{};
};

}  // namespace

ImportedNetwork import_engines(const EngineLogs& logs) {
    require_of_one_kind(logs);
    if (logs.dla) require_whole_on_dla(*logs.dla);
    return Import(logs).run();
}

}  // namespace bt::profile
