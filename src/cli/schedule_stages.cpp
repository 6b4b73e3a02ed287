#include "cli/schedule_stages.hpp"

#include <algorithm>
#include <iterator>

#include "bt/core/error.hpp"
#include "cli/stage_names.hpp"

namespace bt::cli {
namespace {

// "stage 3", "the stages 3, 5 to 7"
std::string in_words(const std::set<int>& stages) {
    std::string list;
    for (auto first = stages.begin(); first != stages.end();) {
        auto last = first;
        while (std::next(last) != stages.end() && *std::next(last) == *last + 1) ++last;
        list += (list.empty() ? "" : ", ") + std::to_string(*first);
        if (last != first) list += " to " + std::to_string(*last);
        first = std::next(last);
    }
    return (stages.size() == 1 ? "stage " : "the stages ") + list;
}

std::set<int> without(const std::set<int>& stages, const std::set<int>& others) {
    std::set<int> left;
    std::set_difference(stages.begin(), stages.end(), others.begin(), others.end(), std::inserter(left, left.end()));
    return left;
}

}  // namespace

std::set<int> timed_stages(const Table& table) {
    std::set<int> stages;
    for (int number = 1; number <= table.stages(); ++number) {
        for (std::size_t pu = 0; pu < table.pus().size(); ++pu) {
            if (table.at(Stage::from_number(number), pu).time()) stages.insert(number);
        }
    }
    return stages;
}

StagesOfTables::StagesOfTables(const AppName& app, const DeviceId& device, bool from_store)
    : app_(app), device_(device), from_store_(from_store), of_app_(static_cast<int>(stage_names_of(app, 0).size())) {}

std::string StagesOfTables::advice(const format::TableFile& table) const {
    if (table.left_out.count > 0) return "rows of it were left out; the first: " + table.left_out.reasons.front();
    if (!from_store_) return "complete it; or, for an application of your own, --app with a name of its own";
    return "measure them all: runner benchmark --device " + printable(device_.str()) + " --app " + app_.str() +
           " without --stages";
}

void StagesOfTables::add(const format::TableFile& table, std::set<int> timed) {
    if (of_app_ > 0) {
        std::set<int> all;
        for (int number = 1; number <= of_app_; ++number) all.insert(number);
        const std::string has = ", and " + app_.str() + " has " + std::to_string(of_app_) + " stages";
        if (const auto missing = without(all, timed); !missing.empty()) {
            throw data_error("the table " + table.file + " lacks " + in_words(missing) + has, advice(table));
        }
        if (const auto beyond = without(timed, all); !beyond.empty()) {
            throw data_error("the table " + table.file + " has " + in_words(beyond) + has,
                             "it is of another application: --app with the name of that one");
        }
    }
    tables_.push_back({table.file, std::move(timed)});
}

void StagesOfTables::require_alike() const {
    for (const Timed& table : tables_) {
        for (const Timed& other : tables_) {
            const std::set<int> missing = without(other.stages, table.stages);
            if (missing.empty()) continue;
            throw data_error("the table " + table.file + " lacks " + in_words(missing) + ", and " + other.file +
                                 (missing.size() == 1 ? " has it" : " has them"),
                             from_store_ ? "measure both in one campaign, or name one with --table"
                                         : "give tables of the same stages");
        }
    }
}

}  // namespace bt::cli
