#include <array>

#include "bt/core/error.hpp"
#include "bt/format/trtexec.hpp"
#include "format/csv.hpp"
#include "format/trtexec_lines.hpp"

namespace bt::format {
namespace {

constexpr std::array<std::string_view, 4> keys{"min", "max", "mean", "median"};

class SummaryReader {
public:
    SummaryReader(std::string_view text, const std::string& file) : lines_(text), file_(file) {}

    GpuCompute read() {
        while (const auto line = lines_.next()) take(*line);
        if (sections_ == 0) {
            throw data_error("'" + printable(file_, 200) + "' has no summary 'GPU Compute'",
                             "trtexec prints it at its end; a log without it is cut off");
        }
        if (sections_ > 1) {
            throw data_error(
                "'" + printable(file_, 200) + "' has " + std::to_string(sections_) + " summaries 'GPU Compute'",
                "one log for each engine: which of them it is about cannot be told");
        }
        std::array<Milliseconds, keys.size()> times{};
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (!found_[i]) {
                throw data_error({.file = file_, .line = begin_},
                                 "'" + std::string(keys[i]) + "' in the summary 'GPU Compute'", "the end of it",
                                 "measure again");
            }
            times[i] = *found_[i];
        }
        return {.min = times[0], .max = times[1], .mean = times[2], .median = times[3]};
    }

private:
    // Version 7 prints one figure on each line after the heading, version 8 all of them behind it.
    void take(const TrtexecLines::Line& line) {
        constexpr std::string_view one_line = "GPU Compute Time:";
        if (line.content == "GPU Compute") {
            begin(line);
            inside_ = true;
        } else if (line.content.starts_with(one_line)) {
            begin(line);
            take_all(line, line.content.substr(one_line.size()));
        } else if (inside_) {
            const std::size_t colon = line.content.find(": ");
            inside_ = colon != line.content.npos && line.content.find(" ms") != line.content.npos;
            if (inside_) take_one(line, line.content.substr(0, colon), line.content.substr(colon + 2));
        }
    }

    void begin(const TrtexecLines::Line& line) {
        ++sections_;
        begin_ = line.number;
    }

    // " min = 1.93 ms, max = 2.08 ms, …"
    void take_all(const TrtexecLines::Line& line, std::string_view rest) {
        while (!rest.empty()) {
            const std::size_t comma = std::min(rest.find(", "), rest.size());
            const std::string_view part = rest.substr(0, comma);
            const std::size_t equals = part.find(" = ");
            if (equals != part.npos) take_one(line, part.substr(0, equals), part.substr(equals + 3));
            rest.remove_prefix(std::min(comma + 2, rest.size()));
        }
    }

    void take_one(const TrtexecLines::Line& line, std::string_view key, std::string_view value) {
        key.remove_prefix(std::min(key.find_first_not_of(' '), key.size()));
        for (std::size_t i = 0; i < keys.size(); ++i) {
            if (key != keys[i]) continue;
            const auto number = parse_number(value.substr(0, value.find(" ms")));
            if (!number || *number < 0) {
                throw data_error({.file = file_, .line = line.number}, "a time in ms", "'" + printable(value) + "'");
            }
            found_[i] = Milliseconds(*number);
        }
    }

    TrtexecLines lines_;
    const std::string& file_;
    std::array<std::optional<Milliseconds>, keys.size()> found_{};
    std::size_t sections_ = 0;
    std::size_t begin_ = 0;
    bool inside_ = false;
};

}  // namespace

GpuCompute read_gpu_compute(std::string_view text, const std::string& file) {
    require_whole_log(text, file);
    return SummaryReader(text, file).read();
}

}  // namespace bt::format
