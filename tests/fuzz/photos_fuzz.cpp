// A CIFAR-10 batch: whole photos or a data error, and every photo makes finite numbers.
#include <cmath>
#include <cstdlib>
#include <string_view>

#include "bt/core/error.hpp"
#include "cifar/photos.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::photos_fuzz {
BT_FUZZ_TARGET(photos) {
    using namespace bt::apps::cifar;
    try {
        Photos photos;
        read_photos({reinterpret_cast<const char*>(data), size}, "fuzz.bin", photos);
        if (photos.count() == 0 || photos.count() * photo_record_bytes != size) std::abort();
        std::vector<float> image(image_elements);
        for (std::size_t i = 0; i < photos.count(); ++i) {
            place_photo(photos, i, image);
            for (const float value : image)
                if (!std::isfinite(value)) std::abort();
        }
    } catch (const bt::Error& error) {
        if (error.code() != bt::ExitCode::data || error.failed().empty()) std::abort();
    }
    return 0;
}

}  // namespace bt::fuzz::photos_fuzz
