// Whatever a table says, writing it and reading it again says the same, and no question about it ends the process.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bt/core/error.hpp"
#include "bt/format/table.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::table_fuzz {
namespace {

using namespace bt::format;

// Ends the process where a promise of the reader is broken.
void promise(bool kept) {
    if (!kept) std::abort();
}

template <typename Action>
void refused_or_done(Action action) {
    try {
        action();
    } catch (const bt::Error& error) {
        promise(error.code() == bt::ExitCode::data && !error.failed().empty());
    }
}

void ask(const TableFile& table) {
    for (const Campaign& campaign : campaigns(table)) {
        refused_or_done([&] {
            if (table.kind == TableKind::condition) {
                (void)medians(table, campaign.number);
            } else {
                (void)set_medians(table, campaign.number);
            }
        });
    }
}

void append_behind(std::string_view text, const TableFile& table) {
    if (table.rows.empty()) return;
    TableRow row = table.rows.front();
    row.run = {999'999'999, 1};
    const std::string more = rows_to_append(text, "fuzz.csv", table.kind, *table.device, {&row, 1});
    const TableFile longer = read_table(std::string(text) + more, "fuzz.csv", table.kind);
    promise(longer.rows.size() == table.rows.size() + 1 && longer.rows.back().cells == row.cells);
}

void read(std::string_view text, TableKind kind) {
    const TableFile table = read_table(text, "fuzz.csv", kind);
    promise(table.left_out.count == 0);
    ask(table);
    const std::string written = render(table);
    const TableFile again = read_table(written, "fuzz.csv", kind);
    promise(render(again) == written && again.rows.size() == table.rows.size());
    for (std::size_t i = 0; i < table.rows.size(); ++i) promise(again.rows[i].cells == table.rows[i].cells);
    refused_or_done([&] { append_behind(text, table); });
}

}  // namespace

BT_FUZZ_TARGET(table) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    for (const TableKind kind : {TableKind::condition, TableKind::sets}) {
        refused_or_done([&] { read(text, kind); });
        refused_or_done([&] { ask(read_table(text, "fuzz.csv", kind, Lenient::yes)); });
    }
    return 0;
}

}  // namespace bt::fuzz::table_fuzz
