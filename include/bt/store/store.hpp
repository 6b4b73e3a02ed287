#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "bt/store/date.hpp"
#include "bt/store/layout.hpp"

namespace bt::store {

// Where the store lies: `flag` (--data), else BT_DATA, else ./data.
std::filesystem::path choose_root(const std::optional<std::string>& flag);

// A question to one day: does it hold what I need?
using Has = std::function<bool(const Date&)>;

class Store {
public:
    // Throws a usage error where `root` is something else than a folder; a missing one is an empty store.
    explicit Store(std::filesystem::path root);

    const Layout& layout() const { return layout_; }

    std::vector<Date> dates() const;  // oldest first
    std::optional<Date> newest_date(const Has& has) const;

    // For steps that read: the day asked for, else the newest that has it. Throws a data error "no <what> in <root>"
    // (with the day, where one was asked for) and what `advice` gives, which is called only then.
    Date date_to_read(const std::optional<Date>& asked, const Has& has, std::string_view what,
                      const std::function<std::string()>& advice) const;

    // Makes the folder of a day and clears what killed processes left half written in it. A step calls it once, when
    // it begins, and keeps that day past midnight.
    void open_day(const Date& date) const;

private:
    Layout layout_;
};

}  // namespace bt::store
