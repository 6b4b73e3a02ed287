#pragma once

#include "runtime/application.hpp"
#include "runtime/team.hpp"

// The seven stages on a CPU PU. Every member of a team takes a contiguous share, and the result does not depend on how
// many there are.
namespace bt::apps::tree::cpu {

void encode_morton(const Buffers& buffers, Team& team);
void sort_codes(const Buffers& buffers, Team& team);
void make_unique(const Buffers& buffers, Team& team);
void build_radix_tree(const Buffers& buffers, Team& team);
void count_edges(const Buffers& buffers, Team& team);
void sum_edges(const Buffers& buffers, Team& team);
void build_octree(const Buffers& buffers, Team& team);

}  // namespace bt::apps::tree::cpu
