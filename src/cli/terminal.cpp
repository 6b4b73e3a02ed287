#include "cli/terminal.hpp"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "cli/command.hpp"

namespace bt::cli {
namespace {

bool colours_wanted() {
    const char* no_colour = std::getenv("NO_COLOR");
    const char* term = std::getenv("TERM");
    return !(no_colour && *no_colour) && term && std::string_view(term) != "dumb";
}

std::string_view code_of(Style style) {
    switch (style) {
        case Style::plain: return "";
        case Style::bold: return "\x1b[1m";
        case Style::dim: return "\x1b[2m";
        case Style::good: return "\x1b[32m";
        case Style::warning: return "\x1b[33m";
        case Style::bad: return "\x1b[31m";
    }
    return "";
}

std::string paint(std::string_view text, Style style, bool colour) {
    if (!colour || style == Style::plain) return std::string(text);
    return std::string(code_of(style)) + std::string(text) + "\x1b[0m";
}

// With the time of day, so that a person can see where the time goes.
spdlog::logger& diagnostics() {
    static const auto logger = [] {
        auto made = spdlog::stderr_color_mt("runner", spdlog::color_mode::never);
        made->set_pattern("[%H:%M:%S.%e] %v");
        return made;
    }();
    return *logger;
}

void write_to(std::FILE* stream, std::string_view text) { std::fwrite(text.data(), 1, text.size(), stream); }

}  // namespace

Terminal::Terminal()
    : colour_out_(isatty(STDOUT_FILENO) && colours_wanted()),
      colour_err_(isatty(STDERR_FILENO) && colours_wanted()),
      watched_(isatty(STDERR_FILENO)) {}

void Terminal::apply(const Globals& globals) {
    quiet_ = globals.quiet;
    verbose_ = globals.verbose;
}

void Terminal::print(std::string_view text) {
    end_progress();
    write_to(stdout, text);
    std::fflush(stdout);  // where both streams go into one file, what is said afterwards stands below
}

void Terminal::note(std::string_view text) {
    if (quiet_) return;
    end_progress();
    write_to(stderr, std::string(text) + '\n');
}

void Terminal::detail(std::string_view text) {
    if (!verbose_) return;
    end_progress();
    diagnostics().info("{}", text);
}

void Terminal::pass_on(std::string_view line) {
    end_progress();
    write_to(stderr, std::string(line) + '\n');
}

void Terminal::warn(std::string_view text) {
    end_progress();
    write_to(stderr, styled_error("warning: ", Style::warning) + std::string(text) + '\n');
}

void Terminal::error(std::string_view failed, std::string_view advice) {
    end_progress();
    write_to(stderr, styled_error("error: ", Style::bad) + std::string(failed) + '\n');
    if (!advice.empty()) write_to(stderr, "  " + std::string(advice) + '\n');
}

void Terminal::progress(std::string_view text) {
    if (quiet_ || !watched_) return;
    write_to(stderr, "\r\x1b[K" + std::string(text));
    std::fflush(stderr);
    progress_shown_ = true;
}

void Terminal::end_progress() {
    if (!progress_shown_) return;
    write_to(stderr, "\r\x1b[K");
    progress_shown_ = false;
}

std::string Terminal::styled(std::string_view text, Style style) const { return paint(text, style, colour_out_); }

std::string Terminal::styled_error(std::string_view text, Style style) const { return paint(text, style, colour_err_); }

bool Terminal::finish() {
    end_progress();
    return std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
}

}  // namespace bt::cli
