#pragma once

#include <memory>
#include <string>

#include "runtime/vulkan/functions.hpp"

namespace bt::apps::vulkan {

// libvulkan, opened at run time so that one agent serves machines with and without it.
class Library {
public:
    // Null, and why_not says the reason, where it cannot be opened or is no Vulkan.
    static std::unique_ptr<Library> open(const std::string& path, std::string& why_not);

    Library(const Library&) = delete;
    Library& operator=(const Library&) = delete;
    ~Library();

    const GlobalFunctions& call() const { return call_; }

private:
    explicit Library(void* handle) : handle_(handle) {}
    bool find_functions();

    void* handle_;
    GlobalFunctions call_;
};

// `given`, else BT_VULKAN_LIBRARY, else the name by which this system knows it.
std::string library_path(const std::string& given);

}  // namespace bt::apps::vulkan
