#include "bt/format/result_log_reader.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "format/result_log_section.hpp"

namespace bt::format {

// Cuts pieces into lines. Of a line that is too long only the beginning is kept, however the pieces fall, so that
// what it is can still be told.
class ResultLogReader::Lines {
public:
    Lines(std::string file, ResultLogVisitor& visitor, Lenient lenient) : section_(std::move(file), visitor, lenient) {}

    void feed(std::string_view bytes) {
        if (!begun_line_.empty()) bytes = complete_line(bytes);
        while (!bytes.empty()) {
            const void* const found = std::memchr(bytes.data(), '\n', bytes.size());
            if (found == nullptr) return keep(bytes);
            const auto size = static_cast<std::size_t>(static_cast<const char*>(found) - bytes.data());
            section_.take(bytes.substr(0, std::min(size, most_kept)));
            bytes.remove_prefix(size + 1);
        }
    }

    void finish() {
        if (!begun_line_.empty()) section_.take_unended(begun_line_);
        begun_line_.clear();
        section_.finish();
    }

    const ResultSectionReader& section() const { return section_; }

private:
    static constexpr std::size_t most_kept = longest_result_line + 1;

    void keep(std::string_view bytes) {
        begun_line_.append(bytes.substr(0, most_kept - std::min(most_kept, begun_line_.size())));
    }

    std::string_view complete_line(std::string_view bytes) {
        const auto size = bytes.find('\n');
        keep(bytes.substr(0, size));
        if (size == std::string_view::npos) return {};
        section_.take(begun_line_);
        begun_line_.clear();
        return bytes.substr(size + 1);
    }

    ResultSectionReader section_;
    std::string begun_line_;
};

ResultLogReader::ResultLogReader(std::string file, ResultLogVisitor& visitor, Lenient lenient)
    : lines_(std::make_unique<Lines>(std::move(file), visitor, lenient)) {}

ResultLogReader::~ResultLogReader() = default;

void ResultLogReader::feed(std::string_view bytes) { lines_->feed(bytes); }
void ResultLogReader::finish() { lines_->finish(); }
std::size_t ResultLogReader::sections() const { return lines_->section().sections(); }
const LeftOut& ResultLogReader::left_out() const { return lines_->section().left_out(); }

void ResultSections::begun(const ResultSectionHead&) { current_ = {}; }
void ResultSections::record(const ResultRecord& record) { current_.records.push_back(record); }
void ResultSections::checked(const OutputCheck& check) { current_.checks.push_back(check); }

void ResultSections::ended(const ResultSectionHead& head, const ResultSectionEnd& end) {
    if (end.cut || !head.frequency) {
        ++dropped_;
        return;
    }
    current_.head = head;
    current_.end = end;
    take_(std::exchange(current_, {}));
}

}  // namespace bt::format
