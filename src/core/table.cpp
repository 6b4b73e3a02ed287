#include "bt/core/table.hpp"

#include <algorithm>
#include <string>

#include "bt/core/error.hpp"

namespace bt {

TableCell::TableCell(Milliseconds time) : kind_(Kind::time), time_(time) {
    if (!(time > Milliseconds{0} && time <= longest_time)) {
        throw data_error("a time of " + std::to_string(time.count()) + " ms is none",
                         "times are above 0 and at most 1e9 ms; an absent PU or an unmeasured stage has no time");
    }
}

Table::Table(std::vector<PuName> pus, int stages) : pus_(std::move(pus)), stages_(stages) {
    for (auto pu = pus_.begin(); pu != pus_.end(); ++pu) {
        if (std::find(pus_.begin(), pu, *pu) != pu) throw data_error("a table with two columns '" + pu->str() + "'");
    }
    if (stages < 0 || stages > max_stages) {
        throw data_error("a table of " + std::to_string(stages) + " stages; the most is " + std::to_string(max_stages));
    }
    cells_.assign(static_cast<std::size_t>(stages) * pus_.size(), TableCell::unmeasured());
}

TableCell Table::at(Stage stage, const PuName& pu) const {
    const auto column = std::find(pus_.begin(), pus_.end(), pu);
    if (column == pus_.end()) return TableCell::absent();
    return at(stage, static_cast<std::size_t>(column - pus_.begin()));
}

std::vector<PuName> Table::timed_pus() const {
    std::vector<PuName> timed;
    for (std::size_t pu = 0; pu < pus_.size(); ++pu) {
        bool any = false;
        for (int stage = 1; stage <= stages_; ++stage) any |= at(Stage::from_number(stage), pu).time().has_value();
        if (any) timed.push_back(pus_[pu]);
    }
    return timed;
}

}  // namespace bt
