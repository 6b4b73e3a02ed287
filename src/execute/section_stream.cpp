#include "execute/section_stream.hpp"

#include "bt/core/error.hpp"

namespace bt::execute {
namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 20U;

}  // namespace

SectionStream::SectionStream(system::GrowingLog& log, std::string uid)
    : log_(log),
      uid_(std::move(uid)),
      before_(log.size()),
      outcomes_([this](const Outcome& outcome) {
          if (outcome.uid == uid_) outcome_ = outcome;
      }),
      reader_("what bt-agent run prints", outcomes_, format::Lenient::yes) {}

SectionStream::~SectionStream() {
    if (kept_) return;
    try {
        log_.shorten(before_);
    } catch (const Error&) {
        // A disk that takes no writes: --resume cuts back to the last whole section anyway.
    }
}

void SectionStream::take(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);  // devices before shell_v2 write through a terminal
    pending_.append(line).push_back('\n');
    if (pending_.size() >= block_bytes) flush();
}

void SectionStream::flush() {
    reader_.feed(pending_);
    log_.append(pending_);
    pending_.clear();
}

std::optional<Outcome> SectionStream::finish() {
    flush();
    reader_.finish();
    const bool whole = outcome_ && reader_.sections() == 1 && reader_.left_out().count == 0;
    if (!whole) return std::nullopt;
    kept_ = true;
    return outcome_;
}

}  // namespace bt::execute
