#include <algorithm>
#include <set>
#include <vector>

#include "bt/core/error.hpp"
#include "store/about.hpp"

namespace bt::store {
namespace {

// One field of a line, taken off its front; quotes as CSV has them.
std::string_view take_field(std::string_view& line, std::string& unquoted) {
    if (!line.starts_with('"')) {
        const std::size_t end = std::min(line.find(','), line.size());
        const std::string_view field = line.substr(0, end);
        line.remove_prefix(std::min(end + 1, line.size()));
        return field;
    }
    unquoted.clear();
    std::size_t at = 1;
    for (; at < line.size(); ++at) {
        if (line[at] == '"' && (++at >= line.size() || line[at] != '"')) break;
        unquoted += line[at];
    }
    line.remove_prefix(std::min(at + 1, line.size()));
    return unquoted;
}

std::string_view take_line(std::string_view& text) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    return line;
}

struct Columns {
    std::size_t device = std::string_view::npos;
    std::size_t run = std::string_view::npos;
};

Columns columns_of(std::string_view line) {
    Columns columns;
    std::string unquoted;
    for (std::size_t column = 0; !line.empty(); ++column) {
        const std::string_view name = take_field(line, unquoted);
        if (name == "device") columns.device = column;
        if (name == "run") columns.run = column;
    }
    return columns;
}

// `<campaign>.<repeat>`; plain numbers, as the earlier system wrote them, are all of one campaign.
std::string_view campaign_of(std::string_view run) {
    const std::size_t dot = run.find('.');
    return dot == run.npos ? std::string_view() : run.substr(0, dot);
}

}  // namespace

AboutTable about_table(std::string_view text) {
    AboutTable about;
    const Columns columns = columns_of(take_line(text));
    std::set<std::string, std::less<>> campaigns, runs;
    std::string unquoted;
    while (!text.empty()) {
        std::string_view line = take_line(text);
        for (std::size_t column = 0; !line.empty(); ++column) {
            const std::string_view field = take_field(line, unquoted);
            if (column == columns.run && !runs.contains(field)) {
                runs.emplace(field);
                campaigns.emplace(campaign_of(field));
            }
            if (column != columns.device || about.device) continue;
            try {
                about.device.emplace(std::string(field));
            } catch (const Error&) {
                return {};
            }
        }
    }
    about.campaigns = static_cast<int>(campaigns.size());
    about.runs = static_cast<int>(runs.size());
    return about;
}

}  // namespace bt::store
