#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "bt/format/result_log.hpp"

namespace bt::format {

enum class NameChains { no, yes };

// Renders one section of our generation, piece by piece, and hands the text over in blocks of some ten kilobytes. Times
// are nanoseconds: the frequency of our logs is 10⁹. A section that is never ended stays cut, which is what it is.
class ResultSectionWriter {
public:
    using Take = std::function<void(std::string_view)>;

    // The lines before the rows. Line breaks between the tokens of `schedule` become spaces.
    // `chains`: whether rows and checks name their chain, as those of several applications at once do.
    ResultSectionWriter(Take take, std::string_view uid, std::string_view schedule, LogClock clock,
                        std::uint32_t in_flight, NameChains chains = NameChains::no);

    void record(std::uint32_t task, std::uint32_t chunk, std::uint64_t start_ns, std::uint64_t end_ns,
                std::uint32_t chain = 0);
    void check(const OutputCheck& check);
    // Of a program of somebody else that ran a chain: what it printed, and what it says that a task takes.
    void printed(std::uint32_t chain, std::string_view output);
    void mean(std::uint32_t chain, std::uint64_t mean_ns);
    void steady(SteadyTasks tasks);
    void end(RunStatus status, std::string_view reason);  // hands over the rest
    void flush();

private:
    void begin_line(std::uint32_t chain);
    void begin_row(std::uint32_t chain, std::uint32_t task);
    void number(std::uint64_t value);

    Take take_;
    NameChains chains_;
    std::string text_;
};

}  // namespace bt::format
