#include "profile/layer_order.hpp"

#include "bt/core/error.hpp"
#include "profile/in_quotes.hpp"

namespace bt::profile {
namespace {

using format::RowKind;
using format::RowMeaning;

constexpr const char* give_order = "give the names of all layers in their order, one a line, with --layers FILE";

}  // namespace

LayerOrder::LayerOrder(const EngineLogs& logs) {
    for (const std::string& layer : logs.order) add(layer, "--layers");
    if (numbers_.empty() && !logs.dla) throw data_error("the order of the layers is not known", give_order);
    if (numbers_.empty()) {
        for (const format::LayerRow& row : logs.dla->profile.rows) {
            const RowMeaning meaning = format::meaning_of(row.name);
            if (meaning.kind != RowKind::dla || !row.name.ends_with('}')) continue;
            if (meaning.ends_only) {
                throw data_error(in_quotes(logs.dla->file) + " names only the first and the last layer on the DLA",
                                 give_order);
            }
            for (const std::string& layer : meaning.layers) add(layer, logs.dla->file);
        }
        if (numbers_.empty()) {
            throw data_error(in_quotes(logs.dla->file) + " has no row of a DLA ('{layer,layer,…}')",
                             "it was measured with another engine, or trtexec was not told --useDLACore");
        }
    }
    add_last_of(logs.gpu);
}

// A DLA's log does not list what only the GPU can run at the end of a network, such as its softmax.
void LayerOrder::add_last_of(const EngineLog& gpu) {
    std::vector<std::string> last;
    for (const format::LayerRow& row : gpu.profile.rows) {
        const RowMeaning meaning = format::meaning_of(row.name);
        if (meaning.kind != RowKind::gpu) continue;
        if (!number_of(meaning.layers.front())) {
            last.insert(last.end(), meaning.layers.begin(), meaning.layers.end());
        } else if (!last.empty()) {
            throw data_error(in_quotes(gpu.file) + " has a layer that the order does not: " + in_quotes(last.front()),
                             give_order);
        }
    }
    for (const std::string& layer : last) add(layer, gpu.file);
}

void LayerOrder::add(const std::string& layer, const std::string& file) {
    if (!numbers_.emplace(layer, count()).second) {
        throw data_error(in_quotes(file) + " names the layer " + in_quotes(layer) + " twice", give_order);
    }
}

std::optional<int> LayerOrder::number_of(const std::string& layer) const {
    const auto found = numbers_.find(layer);
    return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

int LayerOrder::require(const std::string& layer, const std::string& file) const {
    const auto number = number_of(layer);
    if (!number) {
        throw data_error(in_quotes(file) + " has a layer that the order does not: " + in_quotes(layer), give_order);
    }
    return *number;
}

}  // namespace bt::profile
