#include "cli/import_input.hpp"

#include "bt/core/error.hpp"
#include "bt/core/stage.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/input_file.hpp"
#include "cli/number.hpp"

namespace bt::cli {
namespace {

using profile::dla_pu;
using profile::gpu_pu;

template <typename Number>
Number bounded(std::string_view text, Number least, Number most, const std::string& flag, const char* what) {
    const auto number = number_in<Number>(text);
    if (number && *number >= least && *number <= most) return *number;
    throw usage_error(flag + ": '" + printable(text) + "' is no " + what, "docs/import.md shows each flag at work");
}

int layer_in(std::string_view text, const std::string& flag) {
    return bounded(text, 0, max_stages - 1, flag, "layer, counted from 0");
}

double gbps_in(std::string_view text, const std::string& flag) {
    return bounded(text, 1e-9, 1e6, flag, "bandwidth in GB/s");
}

// What stands on both sides of the first '='.
std::pair<std::string, std::string> sides(const std::string& word, const std::string& flag, const char* form) {
    const std::size_t equals = word.find('=');
    if (equals == word.npos || equals == 0 || equals + 1 == word.size()) {
        throw usage_error(flag + ": '" + printable(word) + "' is not " + form,
                          "for example " + flag + " cuda@10=x.log");
    }
    return {word.substr(0, equals), word.substr(equals + 1)};
}

PuName known_pu(const std::string& text, const std::string& flag) {
    const PuName pu(text);
    if (pu != gpu_pu && pu != dla_pu) throw usage_error(flag + ": '" + printable(text) + "' is neither cuda nor dla");
    return pu;
}

class InputReader {
public:
    explicit InputReader(const ImportOptions& options) : options_(options) {}

    ImportInput read() {
        if (!options_.gpu) throw usage_error("which log of the GPU? --gpu is missing", "runner import --help");
        if (!options_.dla && !options_.splits.empty()) {
            throw usage_error("--split without --dla",
                              "times on the DLA are differences from the log of the whole network there");
        }
        input_.logs.gpu = engine(*options_.gpu);
        if (options_.dla) input_.logs.dla = engine(*options_.dla);
        for (const std::string& file : options_.splits) input_.logs.splits.push_back(engine(file));
        if (options_.layers) input_.logs.order = lines_of(*options_.layers);
        for (const std::string& word : options_.cuts) input_.logs.cuts.push_back(layer_in(word, "--cuts"));
        for (const std::string& word : options_.marks) add_mark(word);
        for (const std::string& word : options_.beside) add_beside(word);
        for (const std::string& word : options_.emc) add_emc(word);
        for (const std::string& word : options_.gpu_gbps) add_gbps(word);
        if (options_.peak_gbps) input_.throughput.peak_gbps = gbps_in(*options_.peak_gbps, "--peak-gbps");
        return std::move(input_);
    }

private:
    struct Target {
        PuName pu;
        std::optional<int> layer;
    };

    static Target target_in(const std::string& text, const std::string& flag) {
        const std::size_t at = text.find('@');
        Target target{known_pu(text.substr(0, at), flag), std::nullopt};
        if (at != text.npos) target.layer = layer_in(std::string_view(text).substr(at + 1), flag);
        return target;
    }

    std::string text_of(const std::string& file) {
        std::string text = system::read_file(file, most_input_bytes);
        input_.files.emplace_back(file);
        return text;
    }

    profile::EngineLog engine(const std::string& file) {
        return {file, format::read_layer_profile(text_of(file), file)};
    }
    Milliseconds mean_in(const std::string& file) { return format::read_gpu_compute(text_of(file), file).mean; }

    std::vector<std::string> lines_of(const std::string& file) {
        std::vector<std::string> lines;
        const std::string text = text_of(file);
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            std::string line = text.substr(at, end - at);
            if (!line.empty() && line.back() == '\r') line.pop_back();
            if (!line.empty()) lines.push_back(std::move(line));
            at = end + 1;
        }
        if (lines.empty())
            throw data_error("'" + printable(file, 200) + "' names no layer", "one name a line, in order");
        return lines;
    }

    void add_mark(const std::string& word) {
        const auto [left, file] = sides(word, "--mark", "PU[@LAYER]=FILE");
        const Target target = target_in(left, "--mark");
        auto& marks = target.pu == gpu_pu ? input_.logs.gpu_marks : input_.logs.dla_marks;
        for (const profile::MarkedMean& mark : marks) {
            if (mark.layer == target.layer) throw usage_error("--mark: '" + printable(left) + "' is there twice");
        }
        marks.push_back({file, target.layer, mean_in(file)});
    }

    // The mean beside the other PU ÷ the mean alone is how much that one slows it down.
    void add_beside(const std::string& word) {
        const auto [left, file] = sides(word, "--beside", "PU/BUSY=FILE");
        const std::size_t slash = left.find('/');
        if (slash == left.npos)
            throw usage_error("--beside: '" + printable(left) + "' is not PU/BUSY", "for example cuda/dla");
        const PuName slowed = known_pu(left.substr(0, slash), "--beside");
        const PuName busy = known_pu(left.substr(slash + 1), "--beside");
        if (slowed == busy) throw usage_error("--beside: " + busy.str() + " cannot be beside itself");
        for (const profile::MarkedMean& mark : slowed == gpu_pu ? input_.logs.gpu_marks : input_.logs.dla_marks) {
            if (mark.layer) continue;
            input_.pairs[slowed][busy] = mean_in(file) / mark.mean;
            return;
        }
        throw usage_error("--beside " + printable(left) + ": how long it takes alone is not known",
                          "give it with --mark " + slowed.str() + "=FILE");
    }

    void add_emc(const std::string& word) {
        const auto [left, file] = sides(word, "--emc", "PU[@LAYER]=FILE");
        const Target target = target_in(left, "--emc");
        for (const profile::EmcLog& log : input_.emc) {
            const bool twice = log.pu == target.pu && log.layer == target.layer;
            if (twice) throw usage_error("--emc: '" + printable(left) + "' is there twice");
        }
        input_.emc.push_back({file, target.pu, target.layer, format::read_tegrastats(text_of(file), file)});
    }

    void add_gbps(const std::string& word) {
        const std::size_t equals = word.find('=');
        if (equals == word.npos) {
            input_.throughput.all_gpu_gbps = gbps_in(word, "--gpu-gbps");
        } else {
            input_.throughput.gpu_gbps[layer_in(std::string_view(word).substr(0, equals), "--gpu-gbps")] =
                gbps_in(std::string_view(word).substr(equals + 1), "--gpu-gbps");
        }
    }

    const ImportOptions& options_;
    ImportInput input_{};
};

}  // namespace

ImportInput read_import_input(const ImportOptions& options) { return InputReader(options).read(); }

}  // namespace bt::cli
