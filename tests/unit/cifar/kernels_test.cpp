#include <gtest/gtest.h>

#include <algorithm>

#include "cifar/random.hpp"
#include "cifar/reference.hpp"
#include "cifar/simd/choice.hpp"
#include "unit/cifar/task.hpp"

namespace bt::apps::cifar {
namespace {

std::vector<float> numbers(std::size_t count, std::uint64_t stream) {
    Random random = stream_of(9, stream);
    std::vector<float> values(count);
    for (float& value : values) value = bell(random);
    return values;
}

std::vector<Layer> layers_of(LayerKind kind) {
    std::vector<Layer> found;
    std::ranges::copy_if(layers, std::back_inserter(found), [&](const Layer& layer) { return layer.kind == kind; });
    return found;
}

constexpr std::size_t images = 3;

// A layer with random weights of which only some are not zero, and what the reference makes of them.
struct Case {
    explicit Case(const Layer& its_layer, double density)
        : layer(its_layer),
          input(numbers(images * layer.in_elements(), 1)),
          matrix(numbers(layer.rows() * layer.columns(), 2)),
          bias(numbers(layer.rows(), 3)),
          expected(images * layer.out_elements()) {
        prune(matrix, kept_weights(layer, density));
        stored = layer.kind == LayerKind::conv ? in_blocks(matrix, layer.columns(), dense_block) : matrix;
        csr = to_csr(matrix, layer.rows(), layer.columns());
        const auto apply = layer.kind == LayerKind::conv ? reference_conv : reference_linear;
        for (std::size_t i = 0; i < images; ++i)
            apply(layer, input.data() + i * layer.in_elements(), matrix.data(), bias.data(),
                  expected.data() + i * layer.out_elements());
    }
    SparseWeights sparse() const { return {csr.row_begin.data(), csr.columns.data(), csr.values.data()}; }

    Layer layer;
    std::vector<float> input, matrix, stored, bias, expected;
    Csr csr;
};

class KernelSet : public testing::TestWithParam<const Kernels*> {};

TEST_P(KernelSet, ConvolvesAsTheReferenceDoes) {
    for (const Layer& layer : layers_of(LayerKind::conv)) {
        const Case dense(layer, 1), sparse(layer, 0.1);
        std::vector<float> output(dense.expected.size(), std::nanf(""));
        const auto work = [&](const Case& of, int first, int last) {
            return ConvWork{layer.in_channels,
                            layer.out_channels,
                            layer.side,
                            of.input.data(),
                            of.bias.data(),
                            output.data(),
                            images,
                            first,
                            last};
        };
        GetParam()->conv(work(dense, 0, 8), {dense.stored.data()});
        GetParam()->conv(work(dense, 8, layer.out_channels), {dense.stored.data()});
        EXPECT_EQ(fault_in(output, dense.expected), "") << layer.name;

        std::ranges::fill(output, std::nanf(""));
        GetParam()->sparse_conv(work(sparse, 0, 8), sparse.sparse());
        GetParam()->sparse_conv(work(sparse, 8, layer.out_channels), sparse.sparse());
        EXPECT_EQ(fault_in(output, sparse.expected), "") << "sparse " << layer.name;
    }
}

TEST_P(KernelSet, LeavesTheChannelsOfOtherThreadsAlone) {
    const Case some(layers[2], 1);
    std::vector<float> output(some.expected.size(), -7);
    GetParam()->conv({16, 32, 16, some.input.data(), some.bias.data(), output.data(), images, 8, 16},
                     {some.stored.data()});
    for (std::size_t i = 0; i < output.size(); ++i) {
        const std::size_t channel = i / 256 % 32;
        ASSERT_EQ(output[i] == -7, channel < 8 || channel >= 16) << i;
    }
}

TEST_P(KernelSet, PoolsAsTheReferenceDoes) {
    for (const Layer& layer : layers_of(LayerKind::pool)) {
        const auto input = numbers(layer.in_elements(), 4);
        std::vector<float> output(layer.out_elements(), std::nanf("")), expected(layer.out_elements());
        GetParam()->pool({layer.side, input.data(), output.data(), layer.rows()});
        reference_pool(layer, input.data(), expected.data());
        EXPECT_EQ(output, expected) << layer.name;
    }
}

TEST_P(KernelSet, MultipliesMatricesAsTheReferenceDoes) {
    const Case dense(layers.back(), 1), sparse(layers.back(), 0.1);
    std::vector<float> output(dense.expected.size(), std::nanf(""));
    const auto work = [&](const Case& of) {
        return LinearWork{1024, 10, of.input.data(), of.bias.data(), output.data(), images};
    };
    GetParam()->linear(work(dense), {dense.stored.data()});
    EXPECT_EQ(fault_in(output, dense.expected), "");
    GetParam()->sparse_linear(work(sparse), sparse.sparse());
    EXPECT_EQ(fault_in(output, sparse.expected), "");
}

// The runtime writes NaN over what stages left: one that reads what nobody wrote must not make good numbers of it.
TEST_P(KernelSet, PassesOnWhatIsNotANumberToThePixelsThatSeeIt) {
    const Case some(layers[4], 1);
    auto input = some.input;
    input[0] = std::nanf("");  // the corner
    std::vector<float> output(some.expected.size());
    GetParam()->conv({32, 64, 8, input.data(), some.bias.data(), output.data(), images, 0, 64}, {some.stored.data()});
    for (std::size_t i = 0; i < output.size(); ++i) {
        const std::size_t x = i % 8, y = i / 8 % 8;
        ASSERT_EQ(std::isnan(output[i]), i < layers[4].out_elements() && x < 2 && y < 2) << i;
    }
}

INSTANTIATE_TEST_SUITE_P(OfThisMachine, KernelSet, testing::ValuesIn(usable_kernels()), [](const auto& tested) {
    std::string name = tested.param->name;
    std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
    return name;
});

TEST(Kernels, TheWidestIsChosenAndScalarCodeIsAlwaysThere) {
    const auto& sets = usable_kernels();
    ASSERT_GE(sets.size(), 2U);
    EXPECT_TRUE(std::ranges::is_sorted(sets, std::ranges::greater{}, &Kernels::lanes));
    EXPECT_EQ(sets.back()->lanes, 1);
}

}  // namespace
}  // namespace bt::apps::cifar
