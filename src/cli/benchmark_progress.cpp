#include "cli/benchmark_progress.hpp"

#include <unistd.h>

#include <algorithm>

#include "cli/duration.hpp"
#include "cli/terminal.hpp"

namespace bt::cli {
namespace {

// A person reads no more of them; a terminal need not be written 1000 times a second in virtual time.
constexpr std::chrono::milliseconds between_changes{100};
constexpr std::chrono::seconds between_lines{30};

}  // namespace

BenchmarkProgress::BenchmarkProgress(Terminal& terminal, std::string device, std::size_t cells, Seconds longest)
    : terminal_(terminal),
      device_(std::move(device)),
      watched_(isatty(STDERR_FILENO) == 1),
      longest_(longest),
      cells_(cells) {}

void BenchmarkProgress::paused(Seconds time) { begun_ += std::chrono::duration_cast<SteadyClock::duration>(time); }

void BenchmarkProgress::begin_repeat(int repeat, std::size_t repeats, const std::vector<profile::CellName>& order) {
    order_ = &order;
    next_ = 0;
    before_repeat_ = passed_;
    repeat_ = "repeat " + std::to_string(repeat) + " of " + std::to_string(repeats);
    shown_ = {};
    if (!watched_) show();
}

void BenchmarkProgress::cell_done(const profile::CellName& cell) {
    const auto from = order_->begin() + static_cast<std::ptrdiff_t>(std::min(next_, order_->size()));
    const auto found = std::find(from, order_->end(), cell);
    const std::size_t at = found == order_->end() ? next_ : static_cast<std::size_t>(found - order_->begin());
    next_ = at + 1;
    passed_ = before_repeat_ + next_;
    ++measured_;
    show();
}

void BenchmarkProgress::repeat_done() { passed_ = before_repeat_ + order_->size(); }

// From the pace so far; before the first cells from what they take at most.
Seconds BenchmarkProgress::left() const {
    const auto remaining = static_cast<double>(cells_ - std::min(passed_, cells_));
    constexpr std::size_t enough = 5;
    if (measured_ < enough) return longest_ * (remaining / static_cast<double>(std::max<std::size_t>(cells_, 1)));
    const Seconds spent = SteadyClock::now() - begun_;
    return spent * (remaining / static_cast<double>(measured_));
}

std::string BenchmarkProgress::line() const {
    std::string text = device_ + ": " + repeat_ + ", " + std::to_string(passed_) + " of " + std::to_string(cells_) +
                       " cells, " + to_text(left()) + " left";
    if (next_ < order_->size()) text += ", " + to_string((*order_)[next_]);
    return text;
}

void BenchmarkProgress::show() {
    const auto now = SteadyClock::now();
    if (watched_) {
        if (now - shown_ < between_changes) return;
        terminal_.progress(line());
    } else {
        const bool tenth = passed_ >= shown_at_ + std::max<std::size_t>(1, cells_ / 4);
        const bool first = next_ == 0;
        if (!first && !tenth && now - shown_ < between_lines) return;
        if (passed_ > before_repeat_ && next_ == order_->size() && !tenth) return;
        terminal_.note(line());
        shown_at_ = passed_;
    }
    shown_ = now;
}

}  // namespace bt::cli
