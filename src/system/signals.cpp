#include "bt/system/signals.hpp"

#include <unistd.h>

#include <atomic>
#include <string_view>

namespace bt::system {
namespace {

std::atomic<Cancellation*> current{nullptr};
std::atomic<const char*> last_words{""};

// A person who presses Ctrl-C again does not want to wait for an orderly end.
[[noreturn]] void end_at_once(ExitCode code) {
    const std::string_view words = last_words.load();
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, words.data(), words.size());
    ::_exit(static_cast<int>(code));
}

void on_signal(int signal) {
    const ExitCode code = signal == SIGTERM ? ExitCode::terminated : ExitCode::interrupted;
    Cancellation* cancellation = current.load();
    if (cancellation == nullptr || cancellation->requested()) end_at_once(code);
    cancellation->request(code);
}

}  // namespace

InterruptSignals::InterruptSignals(Cancellation& cancellation, const char* left_behind) {
    last_words = left_behind;
    current = &cancellation;
    struct sigaction action {};
    action.sa_handler = on_signal;
    ::sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, &interrupt_before_);
    ::sigaction(SIGTERM, &action, &terminate_before_);
}

InterruptSignals::~InterruptSignals() {
    ::sigaction(SIGINT, &interrupt_before_, nullptr);
    ::sigaction(SIGTERM, &terminate_before_, nullptr);
    current = nullptr;
}

void make_failed_writes_errors() {
    ::signal(SIGPIPE, SIG_IGN);
    ::signal(SIGXFSZ, SIG_IGN);
}

}  // namespace bt::system
