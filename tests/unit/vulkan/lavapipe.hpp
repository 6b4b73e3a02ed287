#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <string>

#include "runtime/vulkan/vulkan.hpp"

namespace bt::apps::test {

// Pins Vulkan to Mesa's CPU driver, so that tests mean the same on machines with other drivers. Empty, and nothing is
// pinned, where it is not installed.
std::optional<std::string> pin_lavapipe();

// A test on Mesa's CPU driver; skipped without it. What the validation layer finds wrong fails the test.
class OnLavapipe : public testing::Test {
protected:
    void SetUp() override;
    void TearDown() override;

    std::unique_ptr<VulkanPu> open(const VulkanPuSettings& settings = {});

    std::optional<Vulkan> vulkan_;
};

}  // namespace bt::apps::test
