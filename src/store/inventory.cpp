#include "bt/store/inventory.hpp"

#include <algorithm>

#include "store/inventory_day.hpp"

namespace bt::store {

Inventory take_inventory(const Layout& layout) {
    Inventory inventory;
    const std::vector<Entry> entries = list_folder(layout.root());
    for (auto entry = entries.rbegin(); entry != entries.rend(); ++entry) {
        const auto date = Date::parse(entry->name);
        if (date && entry->is_folder) DayReader(layout, *date, inventory).read();
    }
    for (Holding& holding : inventory.holdings) {
        std::stable_sort(holding.tables.begin(), holding.tables.end(),
                         [](const TableHeld& a, const TableHeld& b) { return a.kind < b.kind; });
        std::sort(holding.schedules.begin(), holding.schedules.end());
    }
    return inventory;
}

}  // namespace bt::store
