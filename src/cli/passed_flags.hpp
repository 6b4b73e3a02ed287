#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

namespace bt::cli {

// What was typed of flags that belong to other commands, to be passed on to those that take them.
class PassedFlags {
public:
    struct Flag {
        std::set<std::string> commands;  // that take it
        bool given = false;
        std::vector<std::string> values;  // none: it stands alone
    };

    Flag& at(const std::string& name) { return flags_[name]; }  // "--objective"

    bool has(const std::string& name) const {
        const auto found = flags_.find(name);
        return found != flags_.end() && found->second.given;
    }
    const std::string& value(const std::string& name) const { return flags_.at(name).values.front(); }  // where it has

    // As `command` gets them.
    std::vector<std::string> of(const std::string& command) const {
        std::vector<std::string> words;
        for (const auto& [name, flag] : flags_) {
            if (!flag.given || !flag.commands.contains(command)) continue;
            if (flag.values.empty()) words.push_back(name);
            for (const std::string& value : flag.values) words.push_back(name + "=" + value);
        }
        return words;
    }

private:
    std::map<std::string, Flag> flags_;
};

}  // namespace bt::cli
