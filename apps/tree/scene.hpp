#pragma once

#include <cstdint>
#include <span>

namespace bt::apps::tree {

enum class Scene { mixed, uniform, clustered };

// Points of input number `input`, all x, all y, all z, each in [0, 1). Whole numbers until the last step, so that
// every machine gets the same bytes from the same seed.
// uniform: anywhere in the cube: few duplicates, leaves of much the same depth.
// clustered: around centres that are as tight as a hundredth of the smallest cell or as wide as an eighth of the cube:
// many duplicates and leaves of every depth, as a scanner sees walls near and far.
// mixed: every second point of a cloud is uniform, the others clustered. Every cloud is as much work as the next: a
// table is measured on one of them and a pipeline runs on eight.
void fill_scene(Scene scene, std::uint64_t seed, std::uint64_t input, std::span<float> points);

}  // namespace bt::apps::tree
