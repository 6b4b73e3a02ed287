#include "format/table_columns.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "bt/core/error.hpp"
#include "bt/core/suggest.hpp"
#include "bt/format/table.hpp"

namespace bt::format {
namespace {

constexpr std::array<std::string_view, 5> plain_columns{"little", "medium", "big", "vulkan", "cuda"};
constexpr std::string_view pu_prefix = "pu:";

// Beside the plain ones: how clusters and accelerators are called by convention.
constexpr std::array<std::string_view, 3> prefixed_pus{"prime", "dla", "npu"};

std::string in_small_letters(std::string_view text) {
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return small;
}

}  // namespace

std::optional<std::string> pu_column_meant(std::string_view column) {
    const std::string small = in_small_letters(column);
    if (small == "gpu") return "did you mean 'vulkan' or 'cuda'?";
    std::vector<std::string> names(plain_columns.begin(), plain_columns.end());
    for (const std::string_view pu : prefixed_pus) {
        if (small == pu) return "did you mean 'pu:" + small + "'?";
    }
    const auto near = nearest(small, names);
    return near ? std::optional("did you mean '" + *near + "'?") : std::nullopt;
}

bool has_plain_column(std::string_view pu) {
    return std::find(plain_columns.begin(), plain_columns.end(), pu) != plain_columns.end();
}

ColumnRole role_of(std::string_view column) {
    if (column == "stage") return ColumnRole::stage;
    if (column == "device") return ColumnRole::device;
    if (column == "run") return ColumnRole::run;
    if (column == "set") return ColumnRole::set;
    if (has_plain_column(column) || column.starts_with(pu_prefix)) return ColumnRole::pu;
    return ColumnRole::unknown;
}

PuName pu_of_column(std::string_view column) {
    if (column.starts_with(pu_prefix)) column.remove_prefix(pu_prefix.size());
    return PuName(std::string(column));
}

std::string column_of(const PuName& pu) {
    return has_plain_column(pu.str()) ? pu.str() : std::string(pu_prefix) + pu.str();
}

std::vector<std::string> standard_columns(std::span<const PuName> pus, TableKind kind) {
    std::vector<std::string> columns{"stage"};
    columns.insert(columns.end(), plain_columns.begin(), plain_columns.end());
    columns.insert(columns.end(), {"device", "run"});
    for (const PuName& pu : pus) {
        if (!has_plain_column(pu.str())) columns.push_back(column_of(pu));
    }
    if (kind == TableKind::sets) columns.emplace_back("set");
    return columns;
}

std::vector<PuName> TableFile::pus() const {
    std::vector<PuName> found;
    for (const std::string& column : columns) {
        if (role_of(column) == ColumnRole::pu) found.push_back(pu_of_column(column));
    }
    return found;
}

std::vector<std::string> TableFile::unknown_columns() const {
    std::vector<std::string> found;
    std::copy_if(columns.begin(), columns.end(), std::back_inserter(found),
                 [](const std::string& column) { return role_of(column) == ColumnRole::unknown; });
    return found;
}

std::vector<std::string> TableFile::misspelt_columns() const {
    std::vector<std::string> notes;
    for (const std::string& column : unknown_columns()) {
        if (const auto meant = pu_column_meant(column)) {
            notes.push_back("the column '" + printable(column) + "' of " + printable(file, 200) +
                            " means nothing here: " + *meant);
        }
    }
    return notes;
}

}  // namespace bt::format
