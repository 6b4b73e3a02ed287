#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "bt/schedule/cost.hpp"
#include "bt/schedule/pccs.hpp"

// How groups that run at the same time slow each other down (docs/scheduling.md).
namespace bt::schedule {

// A group of stages on one PU.
struct GroupCost {
    Cost time = impossible;          // alone; impossible: the PU cannot run it
    Cost fixed = 0;                  // paid first; contention does not touch it
    double demand = 0;               // of memory while it runs there alone, in GB/s
    std::vector<double> slowdown{};  // the factor on its time while the other PU is busy, by PU; empty: 1

    bool possible() const { return time != impossible; }
    Cost alone() const { return fixed + time; }
    bool operator==(const GroupCost&) const = default;
};

enum class ContentionKind { none, pairs, pccs, matrix };
std::string_view to_string(ContentionKind kind);

// The rate of a running group from its own demand and that of the others.
class Contention {
public:
    Contention() = default;  // none
    static Contention pairs();
    // By PU; a PU without parameters slows nobody's rate but the others', by what it demands.
    static Contention pccs(std::vector<std::optional<PccsParameters>> parameters);
    static Contention matrix(std::vector<std::optional<BandwidthMatrix>> matrices);

    ContentionKind kind() const { return kind_; }

    // Work done in each ns, 1 when alone. `busy`: what each PU runs, by PU; nullptr: idle. That of `pu` is not looked
    // at.
    double rate(int pu, const GroupCost& own, std::span<const GroupCost* const> busy) const;

    // No company makes it run faster.
    double best_rate(int pu, const GroupCost& own) const;

private:
    ContentionKind kind_ = ContentionKind::none;
    std::vector<std::optional<PccsParameters>> pccs_;
    std::vector<std::optional<BandwidthMatrix>> matrices_;
};

}  // namespace bt::schedule
