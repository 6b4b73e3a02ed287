#pragma once

#include <set>
#include <string>
#include <vector>

#include "bt/core/table.hpp"
#include "bt/format/table.hpp"

namespace bt::cli {

// The stages that some PU has a time for.
std::set<int> timed_stages(const Table& table);

// Whether the tables of one problem have the stages that they must. A schedule over others is one that nothing runs.
class StagesOfTables {
public:
    StagesOfTables(const AppName& app, const DeviceId& device, bool from_store);

    // Throws a data error where this program has an application of that name with other stages.
    void add(const format::TableFile& table, std::set<int> timed);

    // Throws a data error where one table lacks a stage that another has.
    void require_alike() const;

private:
    struct Timed {
        std::string file;
        std::set<int> stages;
    };

    std::string advice(const format::TableFile& table) const;

    AppName app_;
    DeviceId device_;
    bool from_store_;
    int of_app_;  // how many it has; 0: this program has no such application
    std::vector<Timed> tables_;
};

}  // namespace bt::cli
