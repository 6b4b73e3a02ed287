#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "bt/execute/outcome.hpp"
#include "bt/system/growing_log.hpp"

namespace bt::execute {

// Takes what the agent prints into the log, byte for byte, in blocks: a section of a million tasks never is in memory.
// The log keeps it only when it has turned out whole and of the schedule that was asked for.
class SectionStream {
public:
    SectionStream(system::GrowingLog& log, std::string uid);
    ~SectionStream();
    SectionStream(const SectionStream&) = delete;
    SectionStream& operator=(const SectionStream&) = delete;

    void take(std::string_view line);
    std::optional<Outcome> finish();  // nothing: it was not whole, and the log is as it was before

private:
    void flush();

    system::GrowingLog& log_;
    std::string uid_;
    std::uint64_t before_;
    std::string pending_;
    std::optional<Outcome> outcome_;
    bool kept_ = false;
    OutcomeReader outcomes_;
    format::ResultLogReader reader_;
};

}  // namespace bt::execute
