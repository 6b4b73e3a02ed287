#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>

#include "runtime/vulkan/vulkan.hpp"

namespace bt::apps::test {

// A test on Mesa's CPU driver; skipped without it. What the validation layer finds wrong fails the test.
class OnLavapipe : public testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;

    std::unique_ptr<VulkanPu> open(const VulkanPuSettings& settings = {});

    std::optional<Vulkan> vulkan_;
};

}  // namespace bt::apps::test
