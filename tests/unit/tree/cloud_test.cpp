#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <bit>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>
#include <set>

#include "bt/core/error.hpp"
#include "tree/cloud/cloud.hpp"
#include "unit/tree/task.hpp"

namespace bt::apps::tree {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string fault_of_ply(const std::string& text) {
    try {
        read_ply(text, "scan.ply");
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        return error.failed();
    }
    return "none";
}

template <class T>
void append(std::string& bytes, T value) {
    const auto raw = std::bit_cast<std::array<char, sizeof(T)>>(value);
    bytes.append(raw.data(), raw.size());
}

const std::string ascii_header =
    "ply\nformat ascii 1.0\ncomment made by hand\nelement vertex 2\nproperty float x\nproperty float y\n"
    "property float z\nend_header\n";

TEST(Ply, AsciiIsRead) {
    const Cloud cloud = read_ply(ascii_header + "1 2 3\n-4.5e1 5 6\n", "scan.ply");
    EXPECT_THAT(cloud.x, ElementsAre(1, -45));
    EXPECT_THAT(cloud.y, ElementsAre(2, 5));
    EXPECT_THAT(cloud.z, ElementsAre(3, 6));
}

TEST(Ply, OtherPropertiesAndElementsAreSkipped) {
    const std::string header =
        "ply\r\nformat ascii 1.0\r\nelement camera 1\r\nproperty list uchar int ids\r\nelement vertex 2\r\n"
        "property uchar red\r\nproperty double z\r\nproperty double y\r\nproperty list uchar int near\r\n"
        "property double x\r\nelement face 1\r\nproperty list uchar int corners\r\nend_header\r\n";
    const Cloud cloud = read_ply(header + "3 7 8 9\r\n255 1 2 0 3\r\n0 4 5 2 1 1 6\r\n3 0 1 0\r\n", "scan.ply");
    EXPECT_THAT(cloud.x, ElementsAre(3, 6));
    EXPECT_THAT(cloud.y, ElementsAre(2, 5));
    EXPECT_THAT(cloud.z, ElementsAre(1, 4));
}

std::string binary_ply(const std::string& count) {
    return "ply\nformat binary_little_endian 1.0\nelement face 1\nproperty list uchar int corners\nelement vertex " +
           count + "\nproperty double x\nproperty float y\nproperty float z\nproperty uchar red\nend_header\n" +
           std::string(
               "\x02"
               "aaaabbbb",
               9);
}

void append_vertex(std::string& bytes, double x, float y, float z) {
    append(bytes, x);
    append(bytes, y);
    append(bytes, z);
    bytes.push_back('\n');
}

TEST(Ply, BinaryIsRead) {
    std::string bytes = binary_ply("2");
    append_vertex(bytes, 1.5, 2.5F, 3.5F);
    append_vertex(bytes, 4, 5, 6);
    const Cloud cloud = read_ply(bytes, "scan.ply");
    EXPECT_THAT(cloud.x, ElementsAre(1.5, 4));
    EXPECT_THAT(cloud.y, ElementsAre(2.5, 5));
    EXPECT_THAT(cloud.z, ElementsAre(3.5, 6));
}

TEST(Ply, FaultsOfTheHeaderSayTheirPlace) {
    EXPECT_EQ(fault_of_ply("plyx\n"), "scan.ply:1:1: expected 'ply', the first line of every PLY file, found 'plyx'");
    EXPECT_THAT(fault_of_ply("ply\nformat binary_big_endian 1.0\n"), HasSubstr("scan.ply:2:1: expected 'format ascii"));
    EXPECT_THAT(fault_of_ply("ply\nformat ascii 1.0\nelement vertex many\nend_header\n"),
                HasSubstr("scan.ply:3:16: expected a number of elements, found 'many'"));
    EXPECT_THAT(fault_of_ply("ply\nformat ascii 1.0\nelement vertex 1\nproperty flaot x\n"),
                HasSubstr("scan.ply:4:10: expected a type such as float or uchar, found 'flaot'"));
    EXPECT_THAT(fault_of_ply("ply\nformat ascii 1.0\nproperty float x\n"),
                HasSubstr("an element before its properties"));
    EXPECT_THAT(fault_of_ply("ply\nformat ascii 1.0\n"), HasSubstr("expected the line end_header"));
    EXPECT_THAT(fault_of_ply("ply\nformat ascii 1.0\n" + std::string(70000, 'c') + "\n"), HasSubstr("a longer header"));
    EXPECT_THAT(fault_of_ply(""), HasSubstr("found 'the end of the file'"));
}

TEST(Ply, WithoutUsableVerticesIsRefused) {
    const std::string start = "ply\nformat ascii 1.0\n";
    EXPECT_THAT(fault_of_ply(start + "end_header\n"), HasSubstr("expected an element vertex, found none"));
    EXPECT_THAT(fault_of_ply(start + "element vertex 1\nproperty float x\nproperty float y\nend_header\n1 2\n"),
                HasSubstr("expected a property z of the vertices, float or double, found none"));
    EXPECT_THAT(fault_of_ply(start + "element vertex 1\nproperty int x\nproperty float y\nproperty float z\n"
                                     "end_header\n1 2 3\n"),
                HasSubstr("expected a property x of the vertices, float or double, found one of another type"));
    EXPECT_THAT(fault_of_ply(start + "element vertex 0\nproperty float x\nproperty float y\nproperty float z\n"
                                     "end_header\n"),
                HasSubstr("expected 1 to 67108864 points, found 0"));
}

TEST(Ply, ThatEndsEarlyOrLateIsRefused) {
    EXPECT_EQ(fault_of_ply(ascii_header + "1 2 3\n4 5\n"),
              "scan.ply:11:1: expected a number, found 'the end of the file'");
    EXPECT_EQ(fault_of_ply(ascii_header + "1 2 3\n4 5 6\n7\n"),
              "scan.ply:10:5: expected the end of the file, found 'more values'");
    std::string bytes = binary_ply("2");
    append_vertex(bytes, 1, 2, 3);
    EXPECT_THAT(fault_of_ply(bytes), HasSubstr("expected 2 times vertex, found 17 bytes before the end of the file"));
    append_vertex(bytes, 1, 2, 3);
    EXPECT_EQ(fault_of_ply(bytes), "none");
    EXPECT_THAT(fault_of_ply(bytes + "x"), HasSubstr("expected the end of the file, found 1 more bytes"));
}

TEST(Ply, AbsurdCountsAllocateNothing) {
    EXPECT_THAT(fault_of_ply(binary_ply("60000000")), HasSubstr("expected 60000000 times vertex"));
    EXPECT_THAT(fault_of_ply(binary_ply("18446744073709551615")), HasSubstr("expected 1 to 67108864 points"));
    EXPECT_THAT(fault_of_ply("ply\nformat binary_little_endian 1.0\nelement a 18446744073709551615\nend_header\n"),
                HasSubstr("expected 18446744073709551615 times a"));
}

TEST(Ply, CoordinatesThatAreNoNumbersAreRefused) {
    EXPECT_EQ(fault_of_ply(ascii_header + "1 2 3\n4 nan 6\n"),
              "scan.ply:10:3: expected a finite coordinate, found 'nan'");
    EXPECT_THAT(fault_of_ply(ascii_header + "1 2 inf\n4 5 6\n"), HasSubstr(":9:5: expected a finite coordinate"));
    EXPECT_THAT(fault_of_ply(ascii_header + "1 2 3x\n4 5 6\n"), HasSubstr(":9:5: expected a number, found '3x'"));
    std::string bytes = binary_ply("1");
    append_vertex(bytes, 1, std::numeric_limits<float>::quiet_NaN(), 3);
    EXPECT_THAT(fault_of_ply(bytes), HasSubstr("expected a finite coordinate, found NaN"));
}

std::string raw(const std::vector<float>& values) {
    std::string bytes;
    for (const float value : values) append(bytes, value);
    return bytes;
}

std::string fault_of_raw(const std::vector<float>& values, Columns columns) {
    try {
        read_raw(raw(values), columns, "scan.bin");
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::data);
        return error.failed();
    }
    return "none";
}

TEST(RawCloud, HasThreeOrFourFloatsForEachPoint) {
    EXPECT_THAT(read_raw(raw({1, 2, 3, 4, 5, 6}), Columns::automatic, "scan.bin").y, ElementsAre(2, 5));
    EXPECT_THAT(read_raw(raw({1, 2, 3, 4, 5, 6, 7, 8}), Columns::automatic, "scan.bin").y, ElementsAre(2, 6));
    const std::vector<float> twelve{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    EXPECT_THAT(read_raw(raw(twelve), Columns::three, "scan.bin").z, ElementsAre(3, 6, 9, 12));
    EXPECT_THAT(read_raw(raw(twelve), Columns::four, "scan.bin").z, ElementsAre(3, 7, 11));
    EXPECT_THAT(fault_of_raw(twelve, Columns::automatic), HasSubstr("can hold 3 or 4 floats"));
}

TEST(RawCloud, ThatDoesNotFitIsRefused) {
    EXPECT_THAT(fault_of_raw({}, Columns::automatic), HasSubstr("found an empty file"));
    EXPECT_THAT(fault_of_raw({1, 2}, Columns::automatic), HasSubstr("expected a multiple of 12 or 16 bytes"));
    EXPECT_THAT(fault_of_raw({1, 2, 3}, Columns::four), HasSubstr("expected a multiple of 16 bytes"));
    EXPECT_THAT(fault_of_raw({1, 2, 3, 4}, Columns::three), HasSubstr("expected a multiple of 12 bytes"));
    EXPECT_EQ(fault_of_raw({1, 2, 3, 4, std::numeric_limits<float>::infinity(), 6}, Columns::three),
              "scan.bin, byte 16: expected a finite coordinate, found infinity");
}

TEST(PlacedCloud, FillsTheUnitCubeWithoutDistortion) {
    Cloud cloud{{-10, 30, 10}, {5, 5, 15}, {100, 100, 110}};
    std::vector<float> points(9);
    place_cloud(cloud, 0, points);
    EXPECT_THAT(points, ElementsAre(0, 1, 0.5F, 0, 0, 0.25F, 0, 0, 0.25F));
}

TEST(PlacedCloud, TakesCloudsOfOnePlaceAndOfHugeSize) {
    std::vector<float> points(3);
    place_cloud({{7}, {8}, {9}}, 0, points);
    EXPECT_THAT(points, ElementsAre(0, 0, 0));
    const double huge = std::numeric_limits<double>::max();
    std::vector<float> two(6);
    place_cloud({{-huge, huge}, {0, 0}, {0, 0}}, 0, two);
    EXPECT_THAT(two, ElementsAre(0, 1, 0, 0, 0, 0));
}

TEST(PlacedCloud, IsSeenIn48Positions) {
    const Cloud cloud{{0, 8, 1}, {0, 2, 3}, {0, 1, 4}};
    std::set<std::vector<float>> seen;
    for (std::uint64_t input = 0; input < 48; ++input) {
        std::vector<float> points(9);
        place_cloud(cloud, input, points);
        seen.insert(points);
    }
    EXPECT_EQ(seen.size(), 48U);
}

// A file of this test's own that is gone after it.
class CloudFile {
public:
    CloudFile(const std::string& name, const std::string& bytes) {
        std::string folder = (std::filesystem::temp_directory_path() / "bt-cloud-XXXXXX").string();
        folder_ = mkdtemp(folder.data());
        path_ = (folder_ / name).string();
        std::ofstream(path_, std::ios::binary) << bytes;
    }
    ~CloudFile() { std::filesystem::remove_all(folder_); }
    const std::string& path() const { return path_; }

private:
    std::filesystem::path folder_;
    std::string path_;
};

TEST(TreeInput, FromAFileGivesARightTree) {
    const CloudFile file("scan.ply", ascii_header + "1 2 3\n-4.5e1 5 6\n");
    const auto app = tree_entry().make({{}, 1, file.path(), std::nullopt});
    EXPECT_EQ(app->params(), (Params{{"points", "2"}}));
    Task task(app->buffers());
    app->fill_input(3, task.buffers());
    Team team(1);
    run_all(*app, task.buffers(), team);
    EXPECT_EQ(app->structural_fault(task.buffers()), std::nullopt);
    EXPECT_EQ(extent_of(task.buffers()).leaves, 2U);
}

TEST(TreeInput, WithMorePointsThanTheFileHasIsRefused) {
    const CloudFile file("scan.bin", raw({1, 2, 3, 4, 5, 6}));
    EXPECT_THROW(tree_entry().make({{{"points", "3"}}, 1, file.path(), std::nullopt}), Error);
    EXPECT_EQ(tree_entry().make({{{"points", "1"}}, 1, file.path(), std::nullopt})->params().at("points"), "1");
}

TEST(TreeInput, ThatCannotBeReadIsADataError) {
    const auto code_of = [](const std::string& path) {
        try {
            tree_entry().make({{}, 1, path, std::nullopt});
        } catch (const Error& error) {
            return error.code();
        }
        return ExitCode::done;
    };
    EXPECT_EQ(code_of("/nowhere/scan.ply"), ExitCode::data);
    EXPECT_EQ(code_of("/"), ExitCode::usage);
    EXPECT_EQ(code_of("scan.las"), ExitCode::usage);
}

}  // namespace
}  // namespace bt::apps::tree
