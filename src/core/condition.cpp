#include "bt/core/condition.hpp"

#include <algorithm>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"

namespace bt {

ActiveSet parse_condition(std::string_view text, std::span<const PuName> pus, std::vector<std::string> words,
                          std::string_view flag) {
    for (const PuName& pu : pus) words.push_back(pu.str());
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find('+', begin), text.size());
        const std::string_view pu = text.substr(begin, end - begin);
        begin = end + 1;
        if (std::any_of(pus.begin(), pus.end(), [&](const PuName& each) { return each.str() == pu; })) continue;
        throw usage_error(std::string(flag) + ": '" + printable(text) + "' is no condition, and there is no PU '" +
                              printable(pu) + "'",
                          did_you_mean(pu, words));
    }
    return {ActiveSet::parse(text).pus(), pus};
}

}  // namespace bt
