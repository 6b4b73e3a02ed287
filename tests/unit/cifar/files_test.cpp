#include <gmock/gmock.h>

#include <bit>
#include <filesystem>

#include "bt/core/error.hpp"
#include "cifar/photos.hpp"
#include "cifar/weight_files.hpp"
#include "support/temporary_folder.hpp"
#include "unit/cifar/task.hpp"

namespace bt::apps::cifar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// What NumPy 1.24 writes for numpy.save of the array: magic, version 1.0, the header padded to 64 bytes, the data.
std::string npy(const std::string& type, const std::string& shape, const std::string& data,
                const std::string& order = "False") {
    std::string header = "{'descr': '" + type + "', 'fortran_order': " + order + ", 'shape': " + shape + ", }";
    while ((10 + header.size() + 1) % 64 != 0) header += ' ';
    header += '\n';
    std::string bytes = "\x93NUMPY";
    bytes += {'\1', '\0', static_cast<char>(header.size() & 0xffU), static_cast<char>(header.size() >> 8U)};
    return bytes + header + data;
}

template <class T>
std::string bytes_of(const std::vector<T>& values) {
    return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)};
}

std::string npy_of(const std::vector<float>& values, const std::vector<std::size_t>& shape) {
    return npy("<f4", shape_text(shape), bytes_of(values));
}

template <class F>
std::string failure_of(F read) {
    try {
        read();
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        return error.failed();
    }
    return "no error";
}

std::string npy_failure(const std::string& bytes) {
    return failure_of([&] { read_npy(bytes, "w.npy"); });
}

TEST(Npy, ReadsSingleAndDoublePrecision) {
    const NpyArray single = read_npy(npy("<f4", "(2, 2)", bytes_of<float>({1, -2, 0.5F, 4})), "w.npy");
    EXPECT_THAT(single.shape, ElementsAre(2, 2));
    EXPECT_THAT(single.values, ElementsAre(1, -2, 0.5F, 4));
    const NpyArray twice = read_npy(npy("<f8", "(3,)", bytes_of<double>({1, 1e-3, 7})), "w.npy");
    EXPECT_THAT(twice.shape, ElementsAre(3));
    EXPECT_THAT(twice.values, ElementsAre(1, 1e-3F, 7));
}

TEST(Npy, NamesTheFileThePlaceAndWhatWasExpected) {
    const std::string two = bytes_of<float>({1, 2});
    EXPECT_THAT(npy_failure("PK\3\4 a zip file"), HasSubstr("w.npy: at byte 0: expected a NumPy array file"));
    EXPECT_THAT(npy_failure(npy(">f4", "(2,)", two)), HasSubstr("at byte 20: expected '<f4' or '<f8'"));
    EXPECT_THAT(npy_failure(npy("<f4", "(2,)", two, "True")), HasSubstr("found Fortran order"));
    EXPECT_THAT(npy_failure(npy("<f4", "(3,)", two)), HasSubstr("expected 12 bytes of data for (3,), found 8"));
    EXPECT_THAT(npy_failure(npy("<f4", "(2,)", two + "x")), HasSubstr("at byte 128: expected 8 bytes of data"));
    EXPECT_THAT(npy_failure(npy("<f4", "(-2,)", two)), HasSubstr("expected a dimension"));
    EXPECT_THAT(npy_failure(npy("<f4", "(2, 2", two)), HasSubstr("at byte 67: expected a dimension"));
    EXPECT_THAT(npy_failure(npy("<f4", "(2,)", two).substr(0, 60)), HasSubstr("at byte 8: expected a header within"));
    EXPECT_THAT(npy_failure(npy("<f4", "(2,), 'shape': (2,)", two)), HasSubstr("each once"));
}

TEST(Npy, RefusesSizesBeforeItAllocates) {
    EXPECT_THAT(npy_failure(npy("<f4", "(2097152, 2097152, 2097152, 8)", "")), HasSubstr("at most 2097152 elements"));
    EXPECT_THAT(npy_failure(npy("<f4", "(99999999999999999999,)", "")), HasSubstr("expected a dimension"));
}

TEST(Npy, RefusesWhatIsNotFinite) {
    EXPECT_THAT(npy_failure(npy("<f4", "(2,)", bytes_of<float>({1, std::nanf("")}))), HasSubstr("at byte 132"));
    EXPECT_THAT(npy_failure(npy("<f8", "(1,)", bytes_of<double>({1e300}))), HasSubstr("expected a finite float32"));
}

std::string photo(char label, char red, char green, char blue) {
    return std::string(1, label) + std::string(1024, red) + std::string(1024, green) + std::string(1024, blue);
}

TEST(Photos, AreReadPlaneByPlaneAndNormalised) {
    Photos photos;
    read_photos(photo(3, 0, 0, 0) + photo(9, '\xff', '\x80', 0), "batch.bin", photos);
    ASSERT_EQ(photos.count(), 2U);
    std::vector<float> image(image_elements);
    place_photo(photos, 1, image);
    EXPECT_NEAR(image[0], (1 - 0.4914) / 0.2470, 1e-5);
    EXPECT_NEAR(image[1024], (128 / 255.0 - 0.4822) / 0.2435, 1e-5);
    EXPECT_NEAR(image[3071], -0.4465 / 0.2616, 1e-5);
}

TEST(Photos, RefuseHalfRecordsAndUnknownClasses) {
    const auto failure = [](const std::string& bytes) {
        return failure_of([&] {
            Photos photos;
            read_photos(bytes, "batch.bin", photos);
        });
    };
    EXPECT_THAT(failure(photo(1, 0, 0, 0) + "x"), HasSubstr("batch.bin: at byte 3073: expected whole records"));
    EXPECT_THAT(failure(""), HasSubstr("expected whole records"));
    EXPECT_THAT(failure(photo(1, 0, 0, 0) + photo(10, 0, 0, 0)),
                HasSubstr("batch.bin: at byte 3073: expected a class from 0 to 9, found 10"));
}

AppOptions options(int batch, const std::filesystem::path& input, const std::filesystem::path& weights) {
    AppOptions all{{{"batch", std::to_string(batch)}}, 1, std::nullopt, std::nullopt};
    if (!input.empty()) all.input = input.string();
    if (!weights.empty()) all.weights = weights.string();
    return all;
}

TEST(CifarDense, TakesPhotosOfAllBatchesInAFolderRoundAndRound) {
    const test::TemporaryFolder folder;
    test::write_text(folder / "data_batch_2.bin", photo(2, '\x30', 0, 0));
    test::write_text(folder / "data_batch_1.bin", photo(0, '\x10', 0, 0) + photo(1, '\x20', 0, 0));
    test::write_text(folder / "readme.html", "not a batch");
    const auto app = make(cifar_dense_entry(), options(2, folder.path(), {}));
    const auto red = [&](std::uint64_t input, std::size_t image) {
        Task task(*app, input);
        return std::lround((task.block(0)[image * image_elements] * 0.2470F + 0.4914F) * 255);
    };
    EXPECT_EQ(red(0, 0), 0x10);
    EXPECT_EQ(red(0, 1), 0x20);
    EXPECT_EQ(red(1, 0), 0x30);
    EXPECT_EQ(red(1, 1), 0x10);
    EXPECT_EQ(red(3, 0), 0x10);
}

void save(const NetworkWeights& weights, const std::filesystem::path& folder) {
    for (std::size_t i = 0; i < weighted_total; ++i) {
        const Layer& layer = weighted_layer(i);
        test::write_text(folder / (std::string(layer.name) + ".weight.npy"),
                         npy_of(weights[i].matrix, weight_shape(layer)));
        test::write_text(folder / (std::string(layer.name) + ".bias.npy"), npy_of(weights[i].bias, {layer.rows()}));
    }
}

TEST(CifarSparse, EqualsTheDenseNetworkWithTheSamePrunedWeights) {
    const test::TemporaryFolder folder;
    const auto sparse = make_sparse(5, "0.1");
    save(sparse->weights(), folder.path());
    const auto dense = make(cifar_dense_entry(), options(5, {}, folder.path()));
    Task a(*sparse), b(*dense);
    Team team;
    run_all(*sparse, a.buffers(), team);
    run_all(*dense, b.buffers(), team);
    const Stage last = Stage::from_number(9);
    EXPECT_EQ(fault_in(a.buffers().as<float>(sparse->output_buffer(last)),
                       b.buffers().as<float>(dense->output_buffer(last)), classes),
              "");
}

TEST(CifarSparse, PrunesGivenWeightsByMagnitudeAndLeavesTheRestAsItIs) {
    const test::TemporaryFolder folder;
    const NetworkWeights weights = seeded_weights(7);
    save(weights, folder.path());
    AppOptions given = options(1, {}, folder.path());
    given.params["density"] = "0.25";
    const auto app = make(cifar_sparse_entry(), given);
    for (std::size_t i = 0; i < weighted_total; ++i) {
        float smallest_kept = 1e9F, largest_gone = 0;
        for (std::size_t w = 0; w < weights[i].matrix.size(); ++w) {
            const float kept = app->weights()[i].matrix[w], was = weights[i].matrix[w];
            if (kept != 0) {
                EXPECT_EQ(kept, was);
                smallest_kept = std::min(smallest_kept, std::fabs(was));
            } else {
                largest_gone = std::max(largest_gone, std::fabs(was));
            }
        }
        EXPECT_GE(smallest_kept, largest_gone) << weighted_layer(i).name;
    }
}

TEST(CifarSparse, RefusesALayerOfZeros) {
    const test::TemporaryFolder folder;
    NetworkWeights weights = seeded_weights(7);
    std::ranges::fill(weights[3].matrix, 0.0F);
    save(weights, folder.path());
    EXPECT_THAT(failure_of([&] { make(cifar_sparse_entry(), options(1, {}, folder.path())); }),
                HasSubstr("expected weights for conv4, found only zeros"));
}

TEST(WeightFiles, OneArrayHoldsAllParametersInTheOrderOfTheFolder) {
    const test::TemporaryFolder folder;
    const NetworkWeights weights = seeded_weights(11);
    save(weights, folder.path());
    std::vector<float> all;
    for (const LayerWeights& layer : weights) {
        all.insert(all.end(), layer.matrix.begin(), layer.matrix.end());
        all.insert(all.end(), layer.bias.begin(), layer.bias.end());
    }
    ASSERT_EQ(all.size(), 107690U);
    test::write_text(folder / "all.npy", npy_of(all, {all.size()}));
    const NetworkWeights from_folder = read_weights(folder.path().string());
    const NetworkWeights from_file = read_weights((folder / "all.npy").string());
    for (std::size_t i = 0; i < weighted_total; ++i) {
        EXPECT_EQ(from_folder[i].matrix, weights[i].matrix);
        EXPECT_EQ(from_file[i].matrix, weights[i].matrix);
        EXPECT_EQ(from_file[i].bias, weights[i].bias);
    }
}

TEST(WeightFiles, NameTheFileThatIsMissingOrHasAnotherShape) {
    const test::TemporaryFolder folder;
    const NetworkWeights weights = seeded_weights(1);
    save(weights, folder.path());
    test::write_text(folder / "conv2.weight.npy", npy_of(weights[1].matrix, {16, 32, 3, 3}));
    const auto failure = [&] { return failure_of([&] { read_weights(folder.path().string()); }); };
    EXPECT_THAT(failure(), HasSubstr("conv2.weight.npy: expected the shape (32, 16, 3, 3), found (16, 32, 3, 3)"));
    std::filesystem::remove(folder / "conv1.bias.npy");
    EXPECT_THAT(failure(), HasSubstr("conv1.bias.npy: No such file or directory"));
}

}  // namespace
}  // namespace bt::apps::cifar
