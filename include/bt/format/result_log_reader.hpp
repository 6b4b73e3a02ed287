#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "bt/format/lenient.hpp"
#include "bt/format/result_log.hpp"

namespace bt::format {

// Takes the parts of a log in the order in which they stand there. For each section: begun, then records and checks,
// then ended. Only `ended` tells whether the section was whole.
class ResultLogVisitor {
public:
    virtual ~ResultLogVisitor() = default;
    virtual void begun(const ResultSectionHead& head) = 0;  // as far as the head is known at the first row
    virtual void record(const ResultRecord& record) = 0;
    virtual void checked(const OutputCheck& check) = 0;
    virtual void ended(const ResultSectionHead& head, const ResultSectionEnd& end) = 0;
};

// All generations of the result log in one pass. Memory does not grow with the log: one unfinished line, and for each
// section one number per chunk.
//
// Strict: throws a data error with file, line and column at the first line of ours that cannot be read or contradicts
// itself, at a cut section, and at one without a frequency. Lenient: leaves such lines out and counts them; sections
// that cannot be used are told by `ended`. Lines of other programs and missing rows are counted in both.
class ResultLogReader {
public:
    ResultLogReader(std::string file, ResultLogVisitor& visitor, Lenient lenient = Lenient::no);
    ~ResultLogReader();
    ResultLogReader(const ResultLogReader&) = delete;
    ResultLogReader& operator=(const ResultLogReader&) = delete;

    void feed(std::string_view bytes);  // any piece of the log, in order
    void finish();                      // no more comes

    std::size_t sections() const;  // ended so far, cut ones included
    const LeftOut& left_out() const;

private:
    class Lines;
    std::unique_ptr<Lines> lines_;
};

// A whole section in memory.
struct ResultSection {
    ResultSectionHead head;  // has a frequency
    std::vector<ResultRecord> records;
    std::vector<OutputCheck> checks;
    ResultSectionEnd end;  // not cut

    Nanoseconds nanoseconds(std::uint64_t ticks) const { return nanoseconds_of(ticks, *head.frequency); }
};

// Hands over each section that is whole and has a frequency; a lenient reader's other sections are dropped and counted.
class ResultSections : public ResultLogVisitor {
public:
    explicit ResultSections(std::function<void(ResultSection&&)> take) : take_(std::move(take)) {}

    void begun(const ResultSectionHead& head) override;
    void record(const ResultRecord& record) override;
    void checked(const OutputCheck& check) override;
    void ended(const ResultSectionHead& head, const ResultSectionEnd& end) override;

    std::size_t dropped() const { return dropped_; }

private:
    std::function<void(ResultSection&&)> take_;
    ResultSection current_;
    std::size_t dropped_ = 0;
};

}  // namespace bt::format
