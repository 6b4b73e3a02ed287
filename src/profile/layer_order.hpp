#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "bt/profile/engine_logs.hpp"

namespace bt::profile {

// Which layer has which number.
class LayerOrder {
public:
    // The names that were given, else those that the log of the DLA lists; then what the GPU runs after them.
    explicit LayerOrder(const EngineLogs& logs);

    int count() const { return static_cast<int>(numbers_.size()); }
    std::optional<int> number_of(const std::string& layer) const;
    // Throws a data error that names the log.
    int require(const std::string& layer, const std::string& file) const;

private:
    void add(const std::string& layer, const std::string& file);
    void add_last_of(const EngineLog& gpu);

    std::map<std::string, int> numbers_;
};

}  // namespace bt::profile
