#pragma once

#include <functional>
#include <optional>
#include <string>

#include "bt/core/units.hpp"
#include "bt/format/lenient.hpp"
#include "bt/format/result_log_reader.hpp"

namespace bt::execute {

// What came of one schedule in one run.
struct Outcome {
    std::string uid{};
    format::RunStatus status = format::RunStatus::ok;
    std::string reason{};                    // of every status but ok; of ok: what a reader must know
    bool checked = false;                    // some output was compared with the reference
    std::optional<Milliseconds> interval{};  // of those that are ok and have a steady state; of rounds: from end to
                                             // end, of programs the largest mean
};

// Reads sections of a log as they come and tells what each came to. Memory: eight bytes for each task of a section.
class OutcomeReader : public format::ResultLogVisitor {
public:
    explicit OutcomeReader(std::function<void(const Outcome&)> take) : take_(std::move(take)) {}

    void begun(const format::ResultSectionHead& head) override;
    void record(const format::ResultRecord& record) override;
    void checked(const format::OutputCheck& check) override;
    void ended(const format::ResultSectionHead& head, const format::ResultSectionEnd& end) override;

private:
    std::optional<Milliseconds> interval(const format::ResultSectionHead& head,
                                         const format::ResultSectionEnd& end) const;

    std::function<void(const Outcome&)> take_;
    std::vector<std::uint64_t> completions_;  // by task
    bool any_check_ = false;
};

}  // namespace bt::execute
