#include "cli/waiting.hpp"

#include "cli/terminal.hpp"

namespace bt::cli {

Waiting::Waiting(Terminal& terminal, std::string text)
    : thread_([this, &terminal, text = std::move(text)] {
          constexpr auto a_while = std::chrono::seconds(2);
          std::unique_lock lock(mutex_);
          if (!changed_.wait_for(lock, a_while, [this] { return over_; })) terminal.note(text);
      }) {}

Waiting::~Waiting() {
    {
        const std::lock_guard lock(mutex_);
        over_ = true;
    }
    changed_.notify_one();
    thread_.join();
}

}  // namespace bt::cli
