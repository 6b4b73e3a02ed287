#include "bt/system/signals.hpp"

#include <atomic>

namespace bt::system {
namespace {

std::atomic<Cancellation*> current{nullptr};

void set_usual_effect(int signal) {
    struct sigaction usual {};
    usual.sa_handler = SIG_DFL;
    ::sigaction(signal, &usual, nullptr);
}

void on_signal(int signal) {
    if (Cancellation* cancellation = current.load()) {
        cancellation->request(signal == SIGTERM ? ExitCode::terminated : ExitCode::interrupted);
    }
    // A person who presses Ctrl-C again does not want to wait for an orderly end.
    set_usual_effect(SIGINT);
    set_usual_effect(SIGTERM);
}

}  // namespace

InterruptSignals::InterruptSignals(Cancellation& cancellation) {
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
