#include "bt/format/stopped_by.hpp"

namespace bt::format {

std::string_view to_string(StoppedBy rule) {
    switch (rule) {
        case StoppedBy::precision: return "precision";
        case StoppedBy::time: return "time";
        case StoppedBy::count: break;
    }
    return "count";
}

std::optional<StoppedBy> parse_stopped_by(std::string_view text) {
    for (const StoppedBy rule : {StoppedBy::precision, StoppedBy::time, StoppedBy::count}) {
        if (text == to_string(rule)) return rule;
    }
    return std::nullopt;
}

}  // namespace bt::format
