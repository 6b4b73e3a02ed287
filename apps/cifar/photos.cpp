#include "cifar/photos.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "bt/core/error.hpp"
#include "cifar/file_bytes.hpp"

namespace bt::apps::cifar {
namespace {

// Of the 50000 training images, as torchvision's users normalise with.
constexpr std::array<float, 3> channel_mean{0.4914F, 0.4822F, 0.4465F};
constexpr std::array<float, 3> channel_deviation{0.2470F, 0.2435F, 0.2616F};

std::vector<std::string> batch_files(const std::string& path) {
    std::error_code fault;
    if (!std::filesystem::is_directory(path, fault)) return {path};
    std::vector<std::string> files;
    std::filesystem::directory_iterator entries(path, fault);
    for (; !fault && entries != std::filesystem::directory_iterator(); entries.increment(fault))
        if (entries->path().extension() == ".bin") files.push_back(entries->path().string());
    if (fault) throw data_error("cannot read the folder " + printable(path) + ": " + fault.message());
    if (files.empty())
        throw data_error(printable(path) + ": expected CIFAR-10 batches (*.bin) in the folder, found none");
    std::sort(files.begin(), files.end());
    return files;
}

}  // namespace

void read_photos(std::string_view bytes, const std::string& file, Photos& photos) {
    const std::size_t count = bytes.size() / photo_record_bytes;
    if (bytes.empty() || bytes.size() % photo_record_bytes != 0)
        throw data_error(printable(file) + ": at byte " + std::to_string(count * photo_record_bytes) +
                             ": expected whole records of 3073 bytes, found " +
                             std::to_string(bytes.size() % photo_record_bytes) + " bytes",
                         "the binary version of CIFAR-10 is read; CIFAR-100 has records of another size");
    if (photos.count() + count > most_photos)
        throw data_error(printable(file) + ": expected at most 60000 images in all, found " +
                         std::to_string(photos.count() + count));
    photos.pixels.reserve(photos.pixels.size() + count * image_elements);
    for (std::size_t at = 0; at < bytes.size(); at += photo_record_bytes) {
        const auto label = static_cast<unsigned char>(bytes[at]);
        if (label >= classes)
            throw data_error(printable(file) + ": at byte " + std::to_string(at) +
                             ": expected a class from 0 to 9, found " + std::to_string(label));
        const std::string_view pixels = bytes.substr(at + 1, image_elements);
        photos.pixels.insert(photos.pixels.end(), pixels.begin(), pixels.end());
    }
}

Photos read_photo_files(const std::string& path) {
    Photos photos;
    for (const std::string& file : batch_files(path))
        read_photos(read_whole_file(file, most_photos * photo_record_bytes), file, photos);
    return photos;
}

void place_photo(const Photos& photos, std::size_t photo, std::span<float> image) {
    const std::uint8_t* pixel = photos.pixels.data() + photo * image_elements;
    constexpr std::size_t plane = image_elements / 3;
    for (std::size_t i = 0; i < image_elements; ++i)
        image[i] = (static_cast<float>(pixel[i]) / 255.0F - channel_mean[i / plane]) / channel_deviation[i / plane];
}

}  // namespace bt::apps::cifar
