#pragma once

#include <string>
#include <string_view>

#include "bt/core/error.hpp"

namespace bt::execute {

// What the agent said on stderr: notes, and the two lines of its error, which come last.
class AgentWords {
public:
    void take(std::string_view line) {
        constexpr std::string_view name = "bt-agent: ";
        if (line.starts_with(name)) {
            line.remove_prefix(name.size());
            if (line.starts_with("note: ")) return;
            failed_ = printable(line, 300);
            advice_.clear();
        } else if (!failed_.empty() && advice_.empty()) {
            while (line.starts_with(' ')) line.remove_prefix(1);
            advice_ = printable(line, 300);
        }
    }

    const std::string& failed() const { return failed_; }
    const std::string& advice() const { return advice_; }

private:
    std::string failed_;
    std::string advice_;
};

}  // namespace bt::execute
