#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "bt/core/schedule.hpp"
#include "bt/core/units.hpp"

// Applications that are programs of somebody else (docs/formats/external-app.md).
namespace bt::format {

// How a program tells what it took.
enum class ExternalTimer {
    trtexec,       // its summary 'GPU Compute', the mean
    number_after,  // the number of milliseconds after a text that stands on one line of its output
};

// Whether a program waits for the common signal itself, when it has loaded what it needs.
enum class Waits { no, yes };

// For chains that run on these PUs, one after another.
struct ExternalCommand {
    std::vector<PuName> pus;
    std::vector<int> cuts;          // first layers of the second and later PUs; empty: any
    std::vector<std::string> argv;  // with {cut1}, {first1}, {last1}, … and {NAME OF A PARAM} in it
    Waits waits = Waits::no;
    bool operator==(const ExternalCommand&) const = default;
};

struct ExternalApp {
    AppName app;
    Backend backend;
    Params params;
    int stages;
    ExternalTimer timer = ExternalTimer::trtexec;
    std::string text;  // of number_after
    std::vector<ExternalCommand> commands;
    bool operator==(const ExternalApp&) const = default;
};

ExternalApp read_external_app(std::string_view text, const std::string& file);
std::string render(const ExternalApp& app);

struct ExternalProgram {
    std::vector<std::string> argv;
    Waits waits;
};

// What runs the application with its stages on these PUs; neighbours on one PU count as one. Of several commands the
// first with these very cuts, else the first for any. Throws a data error where there is none, or the groups are not
// the application's.
ExternalProgram program_for(const ExternalApp& app, const Chunks& groups);

// What it took, from what it printed. Throws a data error where that does not say it.
Milliseconds time_in(const ExternalApp& app, std::string_view output);

}  // namespace bt::format
