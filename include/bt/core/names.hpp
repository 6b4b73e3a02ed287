#pragma once

#include <compare>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bt {

// The names that people type and files carry. A value of one of these types is valid; the constructors throw a
// usage error that says what is wrong with the text.

// An application, or several at once joined by '+': `tree`, `cifar-dense+tree`.
class AppName {
public:
    explicit AppName(std::string text);
    const std::string& str() const { return text_; }
    std::vector<AppName> parts() const;  // one by one, in the order written; one that stands there twice, twice
    auto operator<=>(const AppName&) const = default;

private:
    std::string text_;
};

// An adb serial, an ssh host, `local`, `emulated`, `emulated-NAME`.
class DeviceId {
public:
    explicit DeviceId(std::string text);
    const std::string& str() const { return text_; }
    auto operator<=>(const DeviceId&) const = default;

private:
    std::string text_;
};

// A processing unit: `little`, `vulkan`, `npu`.
class PuName {
public:
    explicit PuName(std::string text);
    const std::string& str() const { return text_; }
    auto operator<=>(const PuName&) const = default;

private:
    std::string text_;
};

// Which accelerator an application uses.
enum class Backend { cpu, vk, cu };
std::string_view to_string(Backend backend);
Backend parse_backend(std::string_view text);

// The id as part of a file name: every byte but A-Z a-z 0-9 . - + becomes %XX, never begins with '.' or '-'.
std::string file_name_part(const DeviceId& device);

}  // namespace bt

template <>
struct std::hash<bt::PuName> {
    std::size_t operator()(const bt::PuName& name) const noexcept { return std::hash<std::string>{}(name.str()); }
};
