#include "cli/origin.hpp"

namespace bt::cli {

std::optional<Origin> origin_of(const profile::Subject& subject, int campaign, format::LeftOut* left_out) {
    for (const profile::KnownLog& log : profile::known_logs(subject, left_out)) {
        if (log.campaign != campaign || !log.header || log.header->device != subject.device) continue;
        return Origin{log.header->app, log.header->params, log.header->agent};
    }
    return std::nullopt;
}

}  // namespace bt::cli
