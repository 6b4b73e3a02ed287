// Any text, in any pieces, gives the same log; what our reader takes, our writer can write again.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string_view>

#include "bt/core/error.hpp"
#include "bt/format/bench_log.hpp"
#include "bt/format/bench_log_writer.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::bench_log_fuzz {
namespace {

using namespace bt::format;

// Ends the process where a promise of the reader is broken.
void promise(bool kept) {
    if (!kept) std::abort();
}

std::optional<BenchLog> read(std::string_view text, std::size_t piece, Lenient lenient) {
    try {
        BenchLogReader reader("fuzz.txt", lenient);
        for (std::size_t at = 0; at < text.size(); at += piece) reader.feed(text.substr(at, piece));
        return reader.finish();
    } catch (const bt::Error& error) {
        promise(error.code() == bt::ExitCode::data && !error.failed().empty());
        return std::nullopt;
    }
}

bool same(const BenchLog& a, const BenchLog& b) {
    return a.generation == b.generation && a.header == b.header && a.cells == b.cells && a.means == b.means &&
           a.normal == b.normal && a.fully == b.fully && a.complete == b.complete && a.status == b.status &&
           a.lines == b.lines && a.cells_end == b.cells_end && a.left_out.count == b.left_out.count;
}

void write_again(const BenchLog& log) {
    BenchLogWriter writer(*log.header);
    std::string text = writer.header_line();
    for (const BenchCell& cell : log.cells) text += writer.cell_line(cell);
    const BenchLog cut = read_bench_log(text, "fuzz.txt");
    promise(cut.cells == log.cells && cut.cells_end == text.size() && cut.complete == Completeness::no);
    const std::string closing = writer.closing(0);
    promise(BenchLogWriter::continued(cut).closing(0) == closing);
    const BenchLog whole = read_bench_log(text + closing, "fuzz.txt");
    promise(whole.complete == Completeness::yes && whole.cells == log.cells && whole.noise == 0);
}

}  // namespace

BT_FUZZ_TARGET(bench_log) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (text.empty()) return 0;
    const std::size_t piece = 1 + static_cast<unsigned char>(text.back()) % 64U;  // the last byte also cuts
    for (const Lenient lenient : {Lenient::no, Lenient::yes}) {
        const auto at_once = read(text, text.size(), lenient);
        const auto in_pieces = read(text, piece, lenient);
        promise(at_once.has_value() == in_pieces.has_value());
        if (!at_once) continue;
        promise(same(*at_once, *in_pieces));
        promise(lenient == Lenient::yes || at_once->left_out.count == 0);
        if (at_once->header) write_again(*at_once);
    }
    return 0;
}

}  // namespace bt::fuzz::bench_log_fuzz
