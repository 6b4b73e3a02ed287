#pragma once

#include <utility>

#include "runtime/vulkan/device.hpp"

namespace bt::apps::vulkan {

// A Vulkan object that goes with its owner, who also keeps the device.
template <class T>
class Owned {
public:
    using Destroy = void(VKAPI_PTR*)(VkDevice, T, const VkAllocationCallbacks*);

    Owned() = default;
    Owned(const Device& device, T handle, Destroy destroy) : device_(&device), handle_(handle), destroy_(destroy) {}
    Owned(Owned&& other) noexcept
        : device_(other.device_), handle_(std::exchange(other.handle_, T{})), destroy_(other.destroy_) {}
    Owned& operator=(Owned&& other) noexcept {
        std::swap(device_, other.device_);
        std::swap(handle_, other.handle_);
        std::swap(destroy_, other.destroy_);
        return *this;
    }
    ~Owned() {
        if (handle_ != T{} && !device_->abandoned()) destroy_(device_->get(), handle_, nullptr);
    }

    T get() const { return handle_; }
    const T* address() const { return &handle_; }

private:
    const Device* device_ = nullptr;
    T handle_{};
    Destroy destroy_ = nullptr;
};

// make(device, call.CreateFence, call.DestroyFence, info, "making a fence")
template <class T, class Info>
Owned<T> make(const Device& device,
              VkResult(VKAPI_PTR* create)(VkDevice, const Info*, const VkAllocationCallbacks*, T*),
              typename Owned<T>::Destroy destroy, const Info& info, std::string_view doing) {
    T handle{};
    device.check(create(device.get(), &info, nullptr, &handle), doing);
    return Owned<T>(device, handle, destroy);
}

}  // namespace bt::apps::vulkan
