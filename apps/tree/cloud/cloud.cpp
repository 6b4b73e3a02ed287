#include "tree/cloud/cloud.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <memory>
#include <system_error>

#include "bt/core/error.hpp"
#include "tree/outline.hpp"

namespace bt::apps::tree {
namespace {

// 64 bytes for each of the most points.
constexpr std::size_t most_file_bytes = most_points * 64;

std::string read_whole(const std::string& path) {
    const auto close = [](std::FILE* file) { std::fclose(file); };
    const std::unique_ptr<std::FILE, decltype(close)> file(std::fopen(path.c_str(), "rbe"), close);
    if (!file) throw data_error("cannot read the point cloud " + path + ": " + std::generic_category().message(errno));
    std::string bytes;
    std::array<char, 65536> block;
    std::size_t got = 0;
    while ((got = std::fread(block.data(), 1, block.size(), file.get())) > 0) {
        bytes.append(block.data(), got);
        if (bytes.size() > most_file_bytes) {
            throw data_error(path + ": expected at most " + std::to_string(most_file_bytes >> 20U) +
                             " MiB, found more");
        }
    }
    if (std::ferror(file.get()) != 0) throw data_error("cannot read the point cloud " + path);
    return bytes;
}

struct Range {
    double low, high;
};

Range range_of(const std::vector<double>& values) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return {*low, *high};
}

// The 48 positions: six orders of the axes, and each mirrored or not.
struct Position {
    std::array<std::size_t, 3> source;
    std::array<bool, 3> mirrored;
};

Position position_of(std::uint64_t input) {
    static constexpr std::array<std::array<std::size_t, 3>, 6> orders{
        {{0, 1, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}, {1, 0, 2}, {0, 2, 1}}};
    const std::uint64_t mirrors = input / 6 % 8;
    return {orders[input % 6], {(mirrors & 1U) != 0, (mirrors & 2U) != 0, (mirrors & 4U) != 0}};
}

}  // namespace

Cloud read_cloud_file(const std::string& path, Columns columns) {
    if (path.ends_with(".ply")) return read_ply(read_whole(path), path);
    if (path.ends_with(".bin")) return read_raw(read_whole(path), columns, path);
    throw usage_error("--input " + printable(path) + ": the tree reads .ply and .bin (x, y, z[, i] as float32)");
}

void place_cloud(const Cloud& cloud, std::uint64_t input, std::span<float> points) {
    const std::array<const std::vector<double>*, 3> columns{&cloud.x, &cloud.y, &cloud.z};
    std::array<Range, 3> ranges{};
    double half = 0;  // of the longest side; halves, so that no difference is beyond a double
    for (std::size_t axis = 0; axis < 3; ++axis) {
        ranges[axis] = range_of(*columns[axis]);
        half = std::max(half, ranges[axis].high / 2 - ranges[axis].low / 2);
    }
    const std::size_t n = points.size() / 3;
    const std::size_t first = input % cloud.size() * n % cloud.size();
    const Position position = position_of(input);
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const std::size_t source = position.source[axis];
        const std::vector<double>& column = *columns[source];
        for (std::size_t i = 0, from = first; i < n; ++i, from = from + 1 == column.size() ? 0 : from + 1) {
            const double offset = column[from] / 2 - ranges[source].low / 2;
            const double scaled = half > 0 ? std::clamp(offset / half, 0.0, 1.0) : 0;
            points[axis * n + i] = static_cast<float>(position.mirrored[axis] ? 1 - scaled : scaled);
        }
    }
}

}  // namespace bt::apps::tree
