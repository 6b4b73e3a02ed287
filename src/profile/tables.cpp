#include "bt/profile/tables.hpp"

#include <algorithm>
#include <set>

#include "bt/format/cells.hpp"
#include "bt/profile/cells.hpp"
#include "bt/profile/repeat_times.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/file_reader.hpp"
#include "profile/costs.hpp"
#include "profile/merge.hpp"

namespace bt::profile {
namespace {

namespace fs = std::filesystem;
using format::TableKind;
using format::TableRow;

constexpr std::uint64_t most_bytes = std::uint64_t{64} << 20U;

fs::path file_of(const Subject& subject, store::TableKind kind) {
    return subject.layout.table(subject.date, subject.app, subject.device, kind);
}

void move_rows(std::vector<TableRow>& into, std::vector<TableRow> rows) {
    into.insert(into.end(), std::make_move_iterator(rows.begin()), std::make_move_iterator(rows.end()));
}

RepeatRows all_rows(std::span<const Campaign> campaigns) {
    RepeatRows all;
    for (const Campaign& campaign : campaigns) {
        for (const RepeatLog& repeat : campaign.repeats) {
            RepeatRows rows = rows_of(repeat.log, {campaign.number, repeat.repeat});
            move_rows(all.normal, std::move(rows.normal));
            move_rows(all.fully, std::move(rows.fully));
            move_rows(all.sets, std::move(rows.sets));
        }
    }
    return all;
}

class Writer {
public:
    Writer(const Subject& subject, Rows how) : subject_(subject), how_(how) {}

    void table(store::TableKind kind, const std::vector<TableRow>& rows) {
        const fs::path file = file_of(subject_, kind);
        const auto text_kind = kind == store::TableKind::sets ? TableKind::sets : TableKind::condition;
        if (rows.empty()) return note(file);
        system::update_file(file, most_bytes, [&](std::optional<std::string_view> before) {
            return merged_table(before, file.string(), text_kind, subject_.device, rows, how_);
        });
        note(file);
    }

    // Statistics are derived: those of these campaigns are made anew.
    void cells(std::span<const Campaign> campaigns) {
        const fs::path file = file_of(subject_, store::TableKind::cells);
        std::vector<format::CellRow> rows;
        std::set<int> anew;
        for (const Campaign& campaign : campaigns) {
            const auto more = cells_of(campaign);
            if (!more.empty()) anew.insert(campaign.number);
            rows.insert(rows.end(), more.begin(), more.end());
        }
        if (rows.empty()) return note(file);
        system::update_file(file, most_bytes, [&](std::optional<std::string_view> before) {
            format::CellsFile all;
            if (before) all = format::read_cells(*before, file.string());
            std::erase_if(all.rows, [&](const format::CellRow& row) { return anew.contains(row.campaign); });
            all.rows.insert(all.rows.end(), rows.begin(), rows.end());
            std::stable_sort(all.rows.begin(), all.rows.end(),
                             [](const auto& a, const auto& b) { return a.campaign < b.campaign; });
            return render(all);
        });
        note(file);
    }

    // They belong to the cells that readers of the tables take, so they are of the same campaign.
    void costs(std::span<const Campaign> campaigns) {
        const fs::path file = subject_.layout.costs(subject_.date, subject_.app, subject_.device);
        if (!campaigns.empty()) {
            const int taken = campaign_taken().value_or(campaigns.back().number);
            const auto here = std::find_if(campaigns.begin(), campaigns.end(),
                                           [&](const Campaign& campaign) { return campaign.number == taken; });
            const auto costs =
                here != campaigns.end() ? costs_of(*here) : costs_of(read_campaign(known_logs(subject_), taken));
            if (costs) system::write_file_atomically(file, render(*costs));
        }
        note(file);
    }

    std::vector<fs::path> take() { return std::move(files_); }

private:
    // By readers of the tables who name none.
    std::optional<int> campaign_taken() const {
        for (const auto kind : {store::TableKind::normal, store::TableKind::fully}) {
            const fs::path file = file_of(subject_, kind);
            const auto text = system::read_file_if_there(file, most_bytes);
            if (!text) continue;
            const auto all = format::campaigns(format::read_table(*text, file.string(), TableKind::condition));
            const auto newest =
                std::find_if(all.rbegin(), all.rend(), [](const auto& each) { return each.complete(); });
            if (newest != all.rend()) return newest->number;
        }
        return std::nullopt;
    }

    void note(const fs::path& file) {
        std::error_code ignored;
        if (fs::exists(file, ignored)) files_.push_back(file);
    }

    const Subject& subject_;
    Rows how_;
    std::vector<fs::path> files_;
};

}  // namespace

std::vector<fs::path> write_tables(const Subject& subject, std::span<const Campaign> campaigns, Rows rows) {
    const RepeatRows all = all_rows(campaigns);
    Writer writer(subject, rows);
    writer.table(store::TableKind::normal, all.normal);
    writer.table(store::TableKind::fully, all.fully);
    writer.table(store::TableKind::sets, all.sets);
    writer.cells(campaigns);
    writer.costs(campaigns);
    return writer.take();
}

int newest_campaign_in_tables(const Subject& subject) {
    int newest = format::earlier_campaign;
    for (const auto kind : {store::TableKind::normal, store::TableKind::fully, store::TableKind::sets}) {
        const fs::path file = file_of(subject, kind);
        const auto text = system::read_file_if_there(file, most_bytes);
        if (!text) continue;
        const auto text_kind = kind == store::TableKind::sets ? TableKind::sets : TableKind::condition;
        // Merging nothing asks all that merging something would.
        merged_table(*text, file.string(), text_kind, subject.device, {}, Rows::keep);
        for (const TableRow& row : format::read_table(*text, file.string(), text_kind).rows) {
            newest = std::max(newest, row.run.campaign);
        }
    }
    if (const auto cells = system::read_file_if_there(file_of(subject, store::TableKind::cells), most_bytes)) {
        format::read_cells(*cells, file_of(subject, store::TableKind::cells).string());
    }
    return newest;
}

}  // namespace bt::profile
