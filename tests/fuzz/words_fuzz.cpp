// Names and lists as people type them and files carry them: a mistake of the command line in one line, or a value that
// is written as it is read.
#include <algorithm>
#include <stdexcept>

#include "bt/core/active_set.hpp"
#include "bt/core/error.hpp"
#include "bt/core/names.hpp"
#include "bt/core/params.hpp"
#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"
#include "runtime/machine.hpp"

namespace bt::fuzz::words_fuzz {
namespace {

using bt::fuzz::promise;

template <typename Read>
auto typed(Read read) -> std::optional<decltype(read())> {
    try {
        return read();
    } catch (const bt::Error& error) {
        promise(error.code() == bt::ExitCode::usage, "a mistake of the command line");
        promise(!error.failed().empty() && error.failed().find('\n') == std::string::npos, "an error is one line");
        return std::nullopt;
    }
}

void check_device(const std::string& text) {
    const auto device = typed([&] { return bt::DeviceId(text); });
    if (!device) return;
    const std::string part = bt::file_name_part(*device);
    promise(!part.empty() && part.size() <= 100, "a file name of at most 100 bytes");
    promise(part.find_first_of("/_\n") == std::string::npos, "no byte that a file name uses itself");
    promise(part.front() != '.' && part.front() != '-', "neither hidden nor a flag");
}

}  // namespace

BT_FUZZ_TARGET(words) {
    const std::string text(bt::fuzz::text_of(data, size));
    check_device(text);
    (void)typed([&] { return bt::AppName(text); });
    (void)typed([&] { return bt::PuName(text); });
    (void)typed([&] { return bt::parse_backend(text); });
    if (const auto param = typed([&] { return bt::parse_param(text); })) {
        promise(param->first + "=" + param->second == text, "a parameter is taken as it is typed");
    }
    if (const auto set = typed([&] { return bt::ActiveSet::parse(text); })) {
        promise(set->str() == text, "a set is written as it was read");
    }
    if (const auto pus = typed([&] { return bt::apps::parse_pus(text); })) {
        promise(bt::apps::parse_pus(bt::apps::to_string(*pus)) == *pus, "PUs are written as they are read");
    }
    return 0;
}

}  // namespace bt::fuzz::words_fuzz
