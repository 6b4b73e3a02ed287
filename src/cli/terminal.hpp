#pragma once

#include <string>
#include <string_view>

namespace bt::cli {

struct Globals;

enum class Style { plain, bold, dim, good, warning, bad };

// The two streams: results on stdout, everything else on stderr. Colours and the progress line appear on a terminal
// only; NO_COLOR and TERM=dumb switch colours off.
class Terminal {
public:
    Terminal();

    void apply(const Globals& globals);  // --quiet, --verbose

    void print(std::string_view text);                             // a result
    void note(std::string_view text);                              // a line for the person watching; none with --quiet
    void detail(std::string_view text);                            // a line with --verbose only
    void pass_on(std::string_view line);                           // what a program that we started says, as it is
    void warn(std::string_view text);                              // a line that --quiet does not hide
    void error(std::string_view failed, std::string_view advice);  // what failed, and what to do
    void progress(std::string_view text);  // replaces the line before it; none where nobody watches
    void end_progress();

    std::string styled(std::string_view text, Style style) const;  // for stdout
    bool finish();  // false: stdout could not take everything (disk full, reader gone)

private:
    std::string styled_error(std::string_view text, Style style) const;

    bool colour_out_;
    bool colour_err_;
    bool watched_;
    bool quiet_ = false;
    bool verbose_ = false;
    bool progress_shown_ = false;
};

}  // namespace bt::cli
