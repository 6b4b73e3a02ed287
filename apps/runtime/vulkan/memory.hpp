#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "runtime/task_object.hpp"
#include "runtime/vulkan/owned.hpp"

namespace bt::apps::vulkan {

// The memory types that CPU and GPU can both use, best first. Cached comes before all: a CPU kernel that reads
// uncached memory runs many times slower, while a GPU that reads cached memory loses little or nothing.
std::vector<std::uint32_t> shared_memory_types(std::span<const VulkanMemoryType> types);

// Buffers that CPU kernels and shaders see under one address each, without copies. Small ones share a block, because
// drivers limit the number of allocations (4096 is common).
class Memory : public BufferMemory {
public:
    explicit Memory(std::shared_ptr<const Device> device);

    std::span<std::byte> allocate(std::size_t bytes) override;

    struct Place {
        VkBuffer buffer;
        VkDeviceMemory memory;
        VkDeviceSize offset;
        VkDeviceSize bytes;  // what may be bound: a multiple of 4, never 0
        bool coherent;
    };
    // Where a span that allocate() returned lies; empty for any other.
    std::optional<Place> find(std::span<const std::byte> span) const;

private:
    struct Block {
        Owned<VkDeviceMemory> memory;
        Owned<VkBuffer> buffer;
        std::byte* mapped;
        std::size_t bytes;
        std::size_t used;
        bool coherent;
    };
    Block& block_with(std::size_t bytes);
    Block make_block(std::size_t bytes);
    Owned<VkDeviceMemory> take(const VkMemoryRequirements& needs, bool& coherent);

    std::shared_ptr<const Device> device_;
    std::size_t alignment_;
    std::map<const std::byte*, Block> blocks_;  // by address
    Block* open_ = nullptr;                     // where small ones go
};

}  // namespace bt::apps::vulkan
