#pragma once

#include <map>
#include <string>
#include <vector>

#include "bt/format/json_writer.hpp"
#include "bt/format/profile.hpp"
#include "format/json_cursor.hpp"

// Parts of a profile, each read and written in one place.
namespace bt::format {

inline constexpr double largest_gbps = 1e6;

// The PUs that the profile says it has; what names another is refused.
class ProfilePus {
public:
    explicit ProfilePus(std::vector<PuName> names) : names_(std::move(names)) {}

    const std::vector<PuName>& names() const { return names_; }
    bool has(const PuName& pu) const;
    PuName of_key(const JsonCursor& value, const std::string& key) const;
    PuName of(const JsonCursor& value) const;

private:
    PuName known(const JsonCursor& place, PuName name) const;

    std::vector<PuName> names_;
};

// {"cuda": {"dla": 1.25}}: of one PU while another is busy, never while itself is.
PairFactors pair_factors_of(const JsonCursor& cursor, const ProfilePus& pus);
ProfiledContention contention_of(const JsonCursor& cursor, const ProfilePus& pus);

void write_factors(JsonWriter& json, std::string_view key, const PairFactors& factors);
void write_contention(JsonWriter& json, const ProfiledContention& contention);

}  // namespace bt::format
