#include "profile/dla_rows.hpp"

#include "bt/core/error.hpp"

namespace bt::profile {

using format::RowKind;
using format::RowMeaning;

DlaPart dla_part_of(const EngineLog& log) {
    DlaPart part;
    for (const format::LayerRow& row : log.profile.rows) {
        const RowMeaning meaning = format::meaning_of(row.name);
        const bool on_dla = meaning.kind == RowKind::dla || meaning.kind == RowKind::dla_input;
        if (on_dla && !part.after_it.empty()) {
            throw data_error("'" + printable(log.file, 200) + "': the GPU runs '" +
                                 printable(part.after_it.begin()->first) + "' between layers on the DLA",
                             "measure an engine whose layers the DLA can run, and cut the network there");
        }
        if (on_dla && !part.first_layer) part.first_layer = meaning.layers.front();
        if (!part.first_layer) {
            part.before += row.average;
            if (meaning.kind == RowKind::gpu && part.layer_before.empty()) part.layer_before = row.name;
        } else if (meaning.kind == RowKind::dla_input) {
            part.input += row.average;
        } else if (meaning.kind == RowKind::gpu) {
            part.after_it[row.name] += row.average;
        } else {
            part.time += row.average;
        }
    }
    return part;
}

}  // namespace bt::profile
