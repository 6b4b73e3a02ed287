#include "bt/format/external_app.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/format/trtexec.hpp"
#include "format/csv.hpp"
#include "format/external_words.hpp"

namespace bt::format {
namespace {

// Neighbours on one PU as one.
Chunks parts_of(const ExternalApp& app, const Chunks& groups) {
    Chunks parts;
    Stage next = Stage::from_number(1);
    for (const Chunk& group : groups) {
        const bool follows = group.stages.first == next && group.stages.first <= group.stages.last;
        if (!follows)
            throw data_error(app.app.str() + ": a group begins at stage " +
                             std::to_string(group.stages.first.number()) + " where stage " +
                             std::to_string(next.number()) + " comes next");
        next = group.stages.last.next();
        if (!parts.empty() && parts.back().pu == group.pu) {
            parts.back().stages.last = group.stages.last;
        } else {
            parts.push_back(group);
        }
    }
    if (next.number() != app.stages + 1) {
        throw data_error(app.app.str() + " has " + std::to_string(app.stages) + " stages, the groups hold " +
                             std::to_string(next.number() - 1),
                         "make the schedule from a profile of the same engines");
    }
    return parts;
}

bool is_for(const ExternalCommand& command, const Chunks& parts) {
    return std::equal(command.pus.begin(), command.pus.end(), parts.begin(), parts.end(),
                      [](const PuName& pu, const Chunk& part) { return pu == part.pu; });
}

bool has_cuts(const ExternalCommand& command, const Chunks& parts) {
    return std::equal(
        command.cuts.begin(), command.cuts.end(), parts.begin() + 1, parts.end(),
        [](int cut, const Chunk& part) { return static_cast<std::size_t>(cut) == part.stages.first.index(); });
}

Milliseconds number_after(const ExternalApp& app, std::string_view output) {
    std::optional<double> found;
    for (std::size_t at = output.find(app.text); at != output.npos; at = output.find(app.text, at + app.text.size())) {
        std::string_view rest = trim(output.substr(at + app.text.size(), output.find('\n', at) - at - app.text.size()));
        const auto number = parse_number(rest.substr(0, rest.find_first_of(" \tm")));
        if (!number || *number <= 0 || found) {
            throw data_error(app.app.str() + " printed " + (found ? "more than one" : "no time above 0 after") + " '" +
                                 printable(app.text) + "'",
                             "one line with the milliseconds of a run");
        }
        found = number;
    }
    if (!found)
        throw data_error(app.app.str() + " did not print '" + printable(app.text) + "'",
                         "its file names it under 'time'");
    return Milliseconds(*found);
}

}  // namespace

ExternalProgram program_for(const ExternalApp& app, const Chunks& groups) {
    const Chunks parts = parts_of(app, groups);
    const ExternalCommand* chosen = nullptr;
    for (const ExternalCommand& command : app.commands) {
        if (!is_for(command, parts)) continue;
        if (has_cuts(command, parts)) {
            chosen = &command;
            break;
        }
        if (command.cuts.empty() && chosen == nullptr) chosen = &command;
    }
    if (chosen == nullptr) {
        throw data_error(app.app.str() + " has no command for " + to_string(parts),
                         "give it one in its file, or leave such schedules out (--max-switches)");
    }
    ExternalProgram program{.argv = {}, .waits = chosen->waits};
    for (const std::string& word : chosen->argv) program.argv.push_back(filled_in(word, parts, app.params));
    return program;
}

Milliseconds time_in(const ExternalApp& app, std::string_view output) {
    if (app.timer == ExternalTimer::number_after) return number_after(app, output);
    return read_gpu_compute(output, app.app.str()).mean;
}

}  // namespace bt::format
