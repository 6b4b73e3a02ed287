#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bt/core/names.hpp"
#include "bt/core/stage.hpp"
#include "bt/store/store.hpp"
#include "cli/origin.hpp"

namespace bt::cli {

// What is compared with what: one stage on one PU under one condition ("normal", "fully", "big+vulkan"; empty in a
// table that is named as a file).
struct ComparedCell {
    Stage stage;
    PuName pu;
    std::string condition;
    auto operator<=>(const ComparedCell&) const = default;
};

// One of the two.
struct ComparedSide {
    std::string typed;
    DeviceId device;
    std::optional<store::Date> date{};  // nothing: a file that lies in no store
    int campaign = 0;
    int repeats = 0;
    std::optional<Origin> origin{};  // nothing: no log tells it
    int stages = 0;
    std::map<ComparedCell, std::vector<double>> times{};  // ms by repeat
    std::vector<PuName> pus{};                            // in the order of the columns
    std::vector<std::filesystem::path> files{};
    std::vector<std::string> notes{};  // for the person
};

// What both sides have in common, from flags.
struct SideDefaults {
    std::optional<AppName> app;
    std::optional<DeviceId> device;
    std::optional<store::Date> date;
};

// A table's file, or [DATE][/DEVICE][@CAMPAIGN] of the store.
bool names_a_file(const std::string& typed);
ComparedSide read_file_side(const std::string& typed);
ComparedSide read_store_side(const std::string& typed, const SideDefaults& defaults, const store::Store& held);

}  // namespace bt::cli
