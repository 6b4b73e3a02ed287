#include "runtime/vulkan/library.hpp"

#include <dlfcn.h>

#include <cstdlib>

namespace bt::apps::vulkan {
namespace {

std::string last_dl_error() {
    const char* text = dlerror();
    return text == nullptr ? "unknown reason" : text;
}

}  // namespace

std::string library_path(const std::string& given) {
    if (!given.empty()) return given;
    const char* path = std::getenv("BT_VULKAN_LIBRARY");
    if (path != nullptr && *path != '\0') return path;
#ifdef __ANDROID__
    return "libvulkan.so";
#else
    return "libvulkan.so.1";
#endif
}

std::unique_ptr<Library> Library::open(const std::string& path, std::string& why_not) {
    void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (handle == nullptr) {
        why_not = "no Vulkan here: " + last_dl_error();
        return nullptr;
    }
    std::unique_ptr<Library> library(new Library(handle));
    if (!library->find_functions()) {
        why_not = "no Vulkan here: " + path + " is no Vulkan library";
        return nullptr;
    }
    return library;
}

bool Library::find_functions() {
    const auto get = reinterpret_cast<PFN_vkGetInstanceProcAddr>(dlsym(handle_, "vkGetInstanceProcAddr"));
    if (get == nullptr) return false;
    call_.GetInstanceProcAddr = get;
    call_.EnumerateInstanceVersion =
        reinterpret_cast<PFN_vkEnumerateInstanceVersion>(get(nullptr, "vkEnumerateInstanceVersion"));
    bool all = true;
#define BT_VK_FIND(name)                                                   \
    call_.name = reinterpret_cast<PFN_vk##name>(get(nullptr, "vk" #name)); \
    all = all && call_.name != nullptr;
    BT_VK_GLOBAL_FUNCTIONS(BT_VK_FIND)
#undef BT_VK_FIND
    return all;
}

Library::~Library() { dlclose(handle_); }

}  // namespace bt::apps::vulkan
