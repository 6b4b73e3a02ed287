#include "bt/core/suggest.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace bt {
namespace {

const std::vector<std::string> apps{"cifar-dense", "cifar-sparse", "tree"};

TEST(Suggest, FindsTheNameThatWasMeant) {
    EXPECT_EQ(nearest("tre", apps), "tree");
    EXPECT_EQ(nearest("tere", apps), "tree");
    EXPECT_EQ(nearest("cifar-sprase", apps), "cifar-sparse");
    EXPECT_EQ(nearest("cifar_dense", apps), "cifar-dense");
}

TEST(Suggest, DoesNotGuessWildly) {
    EXPECT_EQ(nearest("resnet", apps), std::nullopt);
    EXPECT_EQ(nearest("", apps), std::nullopt);
    EXPECT_EQ(nearest(std::string(1000, 'x'), apps), std::nullopt);
}

TEST(Suggest, ListsWhatThereIsWhenNothingIsNear) {
    EXPECT_EQ(did_you_mean("tre", apps), "did you mean 'tree'?");
    EXPECT_EQ(did_you_mean("resnet", apps), "there are: cifar-dense cifar-sparse tree");
}

}  // namespace
}  // namespace bt
