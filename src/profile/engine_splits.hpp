#pragma once

#include <map>
#include <string>
#include <vector>

#include "bt/profile/engine_logs.hpp"
#include "profile/dla_rows.hpp"
#include "profile/layer_order.hpp"

namespace bt::profile {

// The splits by the first layer that the DLA runs, which is what they say themselves.
class Splits {
public:
    Splits(const EngineLogs& logs, const LayerOrder& order);

    struct Split {
        std::string file;
        DlaPart part;
    };

    const Split* find(int cut) const;
    std::vector<int> cuts() const;

private:
    std::map<int, Split> parts_;
};

}  // namespace bt::profile
