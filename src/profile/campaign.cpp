#include "bt/profile/campaign.hpp"

#include <algorithm>
#include <charconv>

#include "bt/core/error.hpp"
#include "bt/system/file_reader.hpp"

namespace bt::profile {
namespace {

// The header and the names of the first cell stand in it, however many samples that has.
constexpr std::size_t head_bytes = std::size_t{64} << 10U;

std::optional<format::BenchHeader> header_in(std::string_view head, const std::string& file) {
    const std::size_t end = head.find('\n');
    if (end == std::string_view::npos || !head.starts_with('{')) return std::nullopt;
    return format::read_bench_log(head.substr(0, end + 1), file).header;
}

// Our writer puts the repeat before the samples, so that a cell of a million samples says it in its first bytes.
int first_repeat_in(std::string_view head) {
    const std::size_t cell = head.find("\n{\"cell\"");
    if (cell == std::string_view::npos) return 0;
    constexpr std::string_view key = "\"repeat\"";
    const std::size_t at = head.find(key, cell);
    if (at == std::string_view::npos) return 0;
    const std::size_t value = std::min(head.find_first_not_of(": ", at + key.size()), head.size());
    int repeat = 0;
    std::from_chars(head.data() + value, head.data() + head.size(), repeat);
    return std::max(repeat, 0);
}

bool continues(const KnownLog& log, const KnownLog& before) {
    return before.header && log.repeat > before.repeat && log.backend == before.backend &&
           log.header->params == before.header->params && log.header->seed == before.header->seed;
}

void number_campaigns(std::vector<KnownLog>& logs) {
    int newest = format::earlier_campaign;
    const KnownLog* before = nullptr;
    for (KnownLog& log : logs) {
        if (!log.header || log.repeat == 0) continue;
        if (!before || !continues(log, *before)) ++newest;
        log.campaign = newest;
        before = &log;
    }
}

}  // namespace

std::vector<KnownLog> known_logs(const Subject& subject, format::LeftOut* left_out) {
    std::vector<KnownLog> logs;
    for (const Backend backend : {Backend::cpu, Backend::vk, Backend::cu}) {
        const auto series = subject.layout.raw_logs(subject.date, subject.app, subject.device, backend);
        for (const store::NumberedLog& each : store::logs_of(series)) {
            const std::string head = system::read_beginning(each.file, head_bytes).bytes;
            try {
                logs.push_back({backend, each.number, each.state, each.file, header_in(head, each.file.string()),
                                first_repeat_in(head)});
            } catch (const Error& error) {
                if (!left_out || error.code() != ExitCode::data) throw;
                left_out->add(error.failed());
            }
        }
    }
    std::stable_sort(logs.begin(), logs.end(), [](const auto& a, const auto& b) { return a.number < b.number; });
    number_campaigns(logs);
    return logs;
}

format::BenchLog read_log(const std::filesystem::path& file, format::Lenient lenient) {
    format::BenchLogReader reader(file.string(), lenient);
    system::FileReader bytes(file);
    while (const auto chunk = bytes.next()) reader.feed(*chunk);
    return reader.finish();
}

Campaign read_campaign(const std::vector<KnownLog>& logs, int number, format::LeftOut* left_out) {
    Campaign campaign{number, {}};
    int earlier = 0;
    for (const KnownLog& log : logs) {
        const bool of_earlier = !log.header;
        if (log.campaign != number || (!of_earlier && log.repeat == 0)) continue;
        if (of_earlier && std::filesystem::file_size(log.file) == 0) continue;  // killed before its first cell
        try {
            format::BenchLog read = read_log(log.file, left_out ? format::Lenient::yes : format::Lenient::no);
            if (left_out) left_out->add(read.left_out);
            campaign.repeats.push_back({of_earlier ? ++earlier : log.repeat, log.file, std::move(read)});
        } catch (const Error& error) {
            if (!left_out || error.code() != ExitCode::data) throw;
            left_out->add(error.failed());
        }
    }
    return campaign;
}

}  // namespace bt::profile
