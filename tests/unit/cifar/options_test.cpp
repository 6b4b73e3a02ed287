#include <gmock/gmock.h>

#include "bt/core/error.hpp"
#include "unit/cifar/task.hpp"

namespace bt::apps::cifar {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::string usage_failure(const AppEntry& entry, const Params& params) {
    try {
        entry.make({params, 1, std::nullopt, std::nullopt});
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::usage);
        return error.failed() + "; " + error.advice();
    }
    return "no error";
}

TEST(CifarOptions, DefaultsStandInTheParameters) {
    EXPECT_EQ(to_string(cifar_dense_entry().make({})->params()), "batch=128");
    EXPECT_EQ(to_string(cifar_sparse_entry().make({})->params()), "batch=128 density=0.1");
}

TEST(CifarOptions, OneSizeHasOneText) {
    const auto app = cifar_sparse_entry().make({{{"batch", "004"}, {"density", "0.250"}}, 1, {}, {}});
    EXPECT_EQ(to_string(app->params()), "batch=4 density=0.25");
}

TEST(CifarOptions, WhatIsOutOfRangeIsAUsageError) {
    for (const char* batch : {"0", "-1", "4097", "", "ten", "8x", "99999999999999999999"})
        EXPECT_THAT(usage_failure(cifar_dense_entry(), {{"batch", batch}}), HasSubstr("from 1 to 4096")) << batch;
    for (const char* density : {"0", "-0.1", "1.01", "", "nan", "inf", "0.1x"})
        EXPECT_THAT(usage_failure(cifar_sparse_entry(), {{"density", density}}), HasSubstr("above 0, at most 1"))
            << density;
}

TEST(CifarOptions, AnUnknownParameterIsRefusedByName) {
    EXPECT_THAT(usage_failure(cifar_dense_entry(), {{"density", "0.1"}}),
                HasSubstr("cifar-dense has no parameter 'density'"));
    EXPECT_THAT(usage_failure(cifar_sparse_entry(), {{"densty", "0.1"}}), HasSubstr("density"));
}

TEST(CifarOptions, StagesAreTheNineOfTheNetwork) {
    EXPECT_THAT(make_dense(1)->stage_names(),
                ElementsAre("conv1", "pool1", "conv2", "pool2", "conv3", "conv4", "conv5", "pool3", "linear"));
    EXPECT_EQ(make_sparse(1, "0.1")->stage_names(), make_dense(1)->stage_names());
}

}  // namespace
}  // namespace bt::apps::cifar
