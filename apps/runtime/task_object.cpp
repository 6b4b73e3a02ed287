#include "runtime/task_object.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstring>
#include <limits>

#include "bt/core/error.hpp"

namespace bt::apps {
namespace {

constexpr std::size_t alignment = 4096;  // what GPUs ask for when they import host memory; mmap gives it, or more

std::size_t bytes_of(const BufferSpec& spec) {
    if (spec.count > std::numeric_limits<std::size_t>::max() / 8) {
        throw usage_error("buffer '" + spec.name + "' is too large");
    }
    return spec.count * size_of(spec.element);
}

bool is_written(Role role) { return role == Role::work || role == Role::output; }

std::byte scrubbed_with(const BufferSpec& spec) { return std::byte(spec.element == Element::f32 ? 0xff : 0); }

// How many bytes are left when those that equal `tail` are taken off the end, in blocks: all that is asked is what need
// not be scrubbed.
std::size_t without_tail(std::span<const std::byte> bytes, std::byte tail) {
    std::array<std::byte, 4096> block;
    block.fill(tail);
    std::size_t size = bytes.size();
    while (size >= block.size() && std::memcmp(bytes.data() + size - block.size(), block.data(), block.size()) == 0) {
        size -= block.size();
    }
    return size;
}

Error out_of_memory(std::size_t bytes) {
    return device_error("memory runs out: " + std::to_string(bytes >> 20U) + " MiB more are needed",
                        "make the application smaller with --param, or take fewer tasks in flight");
}

}  // namespace

HostMemory::~HostMemory() {
    for (const std::span<std::byte> block : blocks_) ::munmap(block.data(), block.size());
}

std::span<std::byte> HostMemory::allocate(std::size_t bytes) {
    if (bytes > std::numeric_limits<std::size_t>::max() - alignment) throw out_of_memory(bytes);
    const std::size_t whole_pages = std::max<std::size_t>(1, (bytes + alignment - 1) / alignment) * alignment;
    const std::optional<std::size_t> available = available_memory();
    if (available && whole_pages > *available) throw out_of_memory(bytes);
    void* block = ::mmap(nullptr, whole_pages, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (block == MAP_FAILED) throw out_of_memory(bytes);
    if (pages_ == Pages::at_once) std::memset(block, 0, whole_pages);
    blocks_.emplace_back(static_cast<std::byte*>(block), whole_pages);
    return blocks_.back().first(bytes);
}

ObjectPool::ObjectPool(const Application& app, BufferMemory& memory, std::uint64_t inputs)
    : app_(app), memory_(memory), inputs_(inputs) {
    for (const BufferSpec& spec : app.buffers()) {
        const bool shared = spec.role == Role::shared;
        if (!shared) bytes_per_object_ += bytes_of(spec);
        shared_.push_back(shared ? memory_.allocate(bytes_of(spec)) : std::span<std::byte>{});
    }
    app.fill_shared(Buffers(shared_));
}

TaskObject& ObjectPool::object(std::size_t i) {
    while (objects_.size() <= i) add();
    return objects_[i];
}

void ObjectPool::add() {
    std::vector<std::span<std::byte>> spans = shared_;
    for (std::size_t i = 0; i < spans.size(); ++i) {
        const BufferSpec& spec = app_.buffers()[i];
        if (spec.role != Role::shared) spans[i] = memory_.allocate(bytes_of(spec));
    }
    const std::size_t id = objects_.size();
    TaskObject& made = objects_.emplace_back(TaskObject{&app_, id, id % inputs_, Buffers(std::move(spans))});
    app_.fill_input(made.input, made.buffers);
    for (std::size_t i = 0; i < app_.buffers().size(); ++i) {
        const bool is_scrubbed = memory_.gives_zeros() && scrubbed_with(app_.buffers()[i]) == std::byte{0};
        made.written.push_back(is_scrubbed ? 0 : made.buffers.bytes(i).size());
    }
    scrub(made);
}

void ObjectPool::scrub(TaskObject& object) const {
    for (std::size_t i = 0; i < app_.buffers().size(); ++i) {
        const BufferSpec& spec = app_.buffers()[i];
        if (!is_written(spec.role)) continue;
        const std::span<std::byte> bytes = object.buffers.bytes(i);
        std::memset(bytes.data(), std::to_integer<int>(scrubbed_with(spec)), object.written[i]);
        object.written[i] = bytes.size();
    }
}

void ObjectPool::settle(TaskObject& object) const {
    for (std::size_t i = 0; i < app_.buffers().size(); ++i) {
        const BufferSpec& spec = app_.buffers()[i];
        if (is_written(spec.role)) object.written[i] = without_tail(object.buffers.bytes(i), scrubbed_with(spec));
    }
}

std::optional<std::size_t> available_memory() {
    std::FILE* file = std::fopen("/proc/meminfo", "re");
    if (file == nullptr) return std::nullopt;
    std::optional<std::size_t> available;
    char line[128];
    unsigned long long kib = 0;
    while (!available && std::fgets(line, sizeof line, file) != nullptr) {
        if (std::sscanf(line, "MemAvailable: %llu kB", &kib) == 1) available = static_cast<std::size_t>(kib) * 1024;
    }
    std::fclose(file);
    return available;
}

}  // namespace bt::apps
