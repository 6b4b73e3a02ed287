#include "profile/engine_splits.hpp"

#include "bt/core/error.hpp"
#include "profile/in_quotes.hpp"

namespace bt::profile {
Splits::Splits(const EngineLogs& logs, const LayerOrder& order) {
    for (const EngineLog& log : logs.splits) {
        DlaPart part = dla_part_of(log);
        if (!part.first_layer) {
            throw data_error(in_quotes(log.file) + " has no row of a DLA",
                             "a split runs on the GPU up to a cut, then on the DLA");
        }
        const int cut = order.require(*part.first_layer, log.file);
        if (cut == 0) {
            throw data_error(in_quotes(log.file) + " has no layer on the GPU in front of those of the DLA",
                             "a split runs on the GPU up to a cut, then on the DLA; --dla takes the whole network");
        }
        const auto [place, is_new] = parts_.try_emplace(cut, Split{log.file, std::move(part)});
        if (!is_new) {
            throw data_error(in_quotes(place->second.file) + " and " + in_quotes(log.file) + " are both cut at layer " +
                                 std::to_string(cut),
                             "give one log for each cut");
        }
    }
}

const Splits::Split* Splits::find(int cut) const {
    const auto found = parts_.find(cut);
    return found == parts_.end() ? nullptr : &found->second;
}

std::vector<int> Splits::cuts() const {
    std::vector<int> cuts;
    for (const auto& [cut, split] : parts_) cuts.push_back(cut);
    return cuts;
}

}  // namespace bt::profile
