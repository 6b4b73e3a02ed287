#include "tree/scene.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace bt::apps::tree {
namespace {

constexpr std::int64_t grid = 1 << 24;  // steps of a coordinate: what a float holds exactly

class SplitMix {
public:
    explicit SplitMix(std::uint64_t state) : state_(state) {}

    std::uint64_t next() {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
        z = (z ^ z >> 30U) * 0xbf58476d1ce4e5b9U;
        z = (z ^ z >> 27U) * 0x94d049bb133111ebU;
        return z ^ z >> 31U;
    }
    std::int64_t on_grid() { return static_cast<std::int64_t>(next() >> 40U); }
    // From −grid to grid, near 0 more often: the sum of four uniform numbers, near enough to a bell.
    std::int64_t bell() { return (on_grid() + on_grid() + on_grid() + on_grid() - 2 * grid) / 2; }

private:
    std::uint64_t state_;
};

struct Cluster {
    std::array<std::int64_t, 3> centre;
    std::int64_t width;
};

std::vector<Cluster> clusters(SplitMix& random, std::size_t points) {
    std::vector<Cluster> made(std::clamp<std::size_t>(points / 2048, 8, 256));
    for (Cluster& cluster : made) {
        for (std::int64_t& axis : cluster.centre) axis = random.on_grid();
        cluster.width = std::int64_t{1} << (7 + random.next() % 15);  // 2^7 to 2^21 of 2^24
    }
    return made;
}

float coordinate(std::int64_t on_grid) {
    return static_cast<float>(std::clamp<std::int64_t>(on_grid, 0, grid - 1)) / static_cast<float>(grid);
}

}  // namespace

void fill_scene(Scene scene, std::uint64_t seed, std::uint64_t input, std::span<float> points) {
    SplitMix random(SplitMix(seed).next() + input);
    const std::size_t n = points.size() / 3;
    const std::vector<Cluster> all = clusters(random, n);
    for (std::size_t i = 0; i < n; ++i) {
        const bool anywhere = scene == Scene::uniform || (scene == Scene::mixed && i % 2 == 0);
        const Cluster& cluster = all[random.next() % all.size()];
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const std::int64_t near = cluster.centre[axis] + random.bell() * cluster.width / grid;
            points[axis * n + i] = coordinate(anywhere ? random.on_grid() : near);
        }
    }
}

}  // namespace bt::apps::tree
