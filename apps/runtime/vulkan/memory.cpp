#include "runtime/vulkan/memory.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <numeric>

namespace bt::apps::vulkan {
namespace {

constexpr std::size_t block_bytes = std::size_t{1} << 20U;

std::size_t round_up(std::size_t value, std::size_t multiple) { return (value + multiple - 1) / multiple * multiple; }

Error out_of_memory(const Device& device, std::size_t bytes) {
    return device_error("memory that GPU '" + printable(device.info().name) +
                            "' shares with the CPU runs out: " + std::to_string(bytes >> 20U) + " MiB more are needed",
                        "make the application smaller with --param, or take fewer tasks in flight");
}

int worth(const VulkanMemoryType& type) {
    return (type.cached ? 4 : 0) + (type.coherent ? 2 : 0) + (type.device_local ? 1 : 0);
}

}  // namespace

std::vector<std::uint32_t> shared_memory_types(std::span<const VulkanMemoryType> types) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < types.size(); ++i) {
        if (types[i].host_visible) order.push_back(i);
    }
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return worth(types[a]) > worth(types[b]); });
    return order;
}

Memory::Memory(std::shared_ptr<const Device> device) : device_(std::move(device)) {
    constexpr std::size_t two_cache_lines = 128;  // neighbours do not share what a core prefetches
    const VkPhysicalDeviceLimits& limits = device_->limits();
    alignment_ = std::max<std::size_t>({two_cache_lines, static_cast<std::size_t>(limits.nonCoherentAtomSize),
                                        static_cast<std::size_t>(limits.minStorageBufferOffsetAlignment)});
}

std::span<std::byte> Memory::allocate(std::size_t bytes) {
    const std::optional<std::size_t> available = available_memory();
    if (bytes > std::numeric_limits<std::size_t>::max() / 2 || (available && bytes > *available)) {
        throw out_of_memory(*device_, bytes);
    }
    const std::size_t padded = round_up(std::max<std::size_t>(bytes, 1), alignment_);
    Block& block = block_with(padded);
    std::byte* const start = block.mapped + block.used;
    block.used += padded;
    std::memset(start, 0, padded);  // also takes every page now, not in the timed path
    return {start, bytes};
}

Memory::Block& Memory::block_with(std::size_t bytes) {
    if (open_ != nullptr && open_->bytes - open_->used >= bytes) return *open_;
    const bool alone = bytes >= block_bytes / 4;
    Block made = make_block(alone ? bytes : block_bytes);
    const std::byte* const address = made.mapped;
    Block& block = blocks_.emplace(address, std::move(made)).first->second;
    if (!alone) open_ = &block;
    return block;
}

Memory::Block Memory::make_block(std::size_t bytes) {
    const DeviceFunctions& call = device_->call();
    VkBufferCreateInfo info{};
    info.sType = VK_STRUCTURE_TYPE_BUFFER_CREATE_INFO;
    info.size = bytes;
    info.usage = VK_BUFFER_USAGE_STORAGE_BUFFER_BIT;
    info.sharingMode = VK_SHARING_MODE_EXCLUSIVE;
    Block block{};
    block.bytes = bytes;
    block.buffer = make(*device_, call.CreateBuffer, call.DestroyBuffer, info, "making a buffer");
    VkMemoryRequirements needs{};
    call.GetBufferMemoryRequirements(device_->get(), block.buffer.get(), &needs);
    block.memory = take(needs, block.coherent);
    device_->check(call.BindBufferMemory(device_->get(), block.buffer.get(), block.memory.get(), 0), "binding memory");
    void* mapped = nullptr;
    device_->check(call.MapMemory(device_->get(), block.memory.get(), 0, VK_WHOLE_SIZE, 0, &mapped), "mapping memory");
    block.mapped = static_cast<std::byte*>(mapped);
    return block;
}

Owned<VkDeviceMemory> Memory::take(const VkMemoryRequirements& needs, bool& coherent) {
    const DeviceFunctions& call = device_->call();
    VkResult result = VK_ERROR_FEATURE_NOT_PRESENT;
    for (const std::uint32_t type : shared_memory_types(device_->info().memory)) {
        if ((needs.memoryTypeBits >> type & 1U) == 0) continue;
        VkMemoryAllocateInfo info{};
        info.sType = VK_STRUCTURE_TYPE_MEMORY_ALLOCATE_INFO;
        info.allocationSize = needs.size;
        info.memoryTypeIndex = type;
        VkDeviceMemory memory{};
        result = call.AllocateMemory(device_->get(), &info, nullptr, &memory);
        if (result != VK_SUCCESS) continue;  // its heap is full: the next type may lie in another
        coherent = device_->info().memory[type].coherent;
        return Owned<VkDeviceMemory>(*device_, memory, call.FreeMemory);
    }
    if (result == VK_ERROR_OUT_OF_DEVICE_MEMORY || result == VK_ERROR_OUT_OF_HOST_MEMORY) {
        throw out_of_memory(*device_, static_cast<std::size_t>(needs.size));
    }
    device_->fail(result, "taking memory that the CPU sees too");
}

std::optional<Memory::Place> Memory::find(std::span<const std::byte> span) const {
    auto after = blocks_.upper_bound(span.data());
    if (after == blocks_.begin()) return std::nullopt;
    const Block& block = std::prev(after)->second;
    const auto offset = static_cast<std::size_t>(span.data() - block.mapped);
    if (offset >= block.used || span.size() > block.used - offset) return std::nullopt;
    const std::size_t bindable = round_up(std::max<std::size_t>(span.size(), 1), 4);
    return Place{block.buffer.get(), block.memory.get(), offset, bindable, block.coherent};
}

}  // namespace bt::apps::vulkan
