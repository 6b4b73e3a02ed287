#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cifar/network.hpp"

namespace bt::apps::cifar {

// Real images: CIFAR-10's binary batches. A record is one byte for the class and 3×32×32 bytes, red, green, blue.
inline constexpr std::size_t photo_record_bytes = 1 + image_elements;
inline constexpr std::size_t most_photos = 60000;  // all of CIFAR-10

struct Photos {
    std::vector<std::uint8_t> pixels;  // of one photo after the other
    std::size_t count() const { return pixels.size() / image_elements; }
};

// Adds the photos of one batch. `file` is for the words of errors, which are data errors that give the offset in bytes.
void read_photos(std::string_view bytes, const std::string& file, Photos& photos);

// A batch, or a folder: all its *.bin files, in the order of their names. At least one photo.
Photos read_photo_files(const std::string& path);

// As networks are trained on them: pixel ÷ 255, minus the mean of CIFAR-10's channel, over its deviation.
void place_photo(const Photos& photos, std::size_t photo, std::span<float> image);

}  // namespace bt::apps::cifar
