// Whatever a file of cells says, writing it and reading it again says the same.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "bt/core/error.hpp"
#include "bt/format/cells.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::cells_fuzz {
namespace {

using namespace bt::format;

// Ends the process where a promise of the reader is broken.
void promise(bool kept) {
    if (!kept) std::abort();
}

void read(std::string_view text, Lenient lenient) {
    try {
        const CellsFile cells = read_cells(text, "fuzz.csv", lenient);
        promise(lenient == Lenient::yes || cells.left_out.count == 0);
        promise(read_cells(render(cells), "fuzz.csv").rows == cells.rows);
    } catch (const bt::Error& error) {
        promise(error.code() == bt::ExitCode::data && !error.failed().empty());
    }
}

}  // namespace

BT_FUZZ_TARGET(cells) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    read(text, Lenient::no);
    read(text, Lenient::yes);
    return 0;
}

}  // namespace bt::fuzz::cells_fuzz
