#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace bt::apps::tree {

// A point cloud as a file holds it, in the file's own units. At most `most_points` points (tree/outline.hpp), all
// finite.
struct Cloud {
    std::vector<double> x, y, z;

    std::size_t size() const { return x.size(); }
};

// Readers of whole files in memory. `file` is only for the words of errors; they throw data errors that say where.

// PLY 1.0, ascii or binary_little_endian: x, y and z of the element `vertex`, float or double; everything else is
// skipped.
Cloud read_ply(std::string_view bytes, const std::string& file);

// Floats per point in a raw file; automatic: whichever of 3 and 4 divides the file, an error where both do.
enum class Columns { automatic, three, four };

// Little-endian float32: x, y, z, or x, y, z and a fourth that is skipped (intensity).
Cloud read_raw(std::string_view bytes, Columns columns, const std::string& file);

// By the name's end: .ply, or .bin.
Cloud read_cloud_file(const std::string& path, Columns columns);

// Shifts the cloud to begin at 0 on every axis and scales it, alike on all axes, so that its longest side is 1. Input
// number `input` sees it turned or mirrored into one of the 48 positions in which the axes stay axes: different trees
// of the same depth from one file. With fewer `points` than the cloud has: points input·n, input·n + 1, … of it, round
// and round.
void place_cloud(const Cloud& cloud, std::uint64_t input, std::span<float> points);

}  // namespace bt::apps::tree
