#include "runtime/task_object.hpp"

#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "bt/core/error.hpp"

namespace bt::apps {
namespace {

constexpr std::size_t alignment = 4096;  // a page: what GPUs ask for when they import host memory

std::size_t bytes_of(const BufferSpec& spec) {
    if (spec.count > std::numeric_limits<std::size_t>::max() / 8) {
        throw usage_error("buffer '" + spec.name + "' is too large");
    }
    return spec.count * size_of(spec.element);
}

Error out_of_memory(std::size_t bytes) {
    return device_error("memory runs out: " + std::to_string(bytes >> 20U) + " MiB more are needed",
                        "make the application smaller with --param, or take fewer tasks in flight");
}

}  // namespace

void HostMemory::Free::operator()(std::byte* block) const { std::free(block); }

std::span<std::byte> HostMemory::allocate(std::size_t bytes) {
    if (bytes > std::numeric_limits<std::size_t>::max() - alignment) throw out_of_memory(bytes);
    const std::size_t whole_pages = (bytes + alignment - 1) / alignment * alignment;
    const std::optional<std::size_t> available = available_memory();
    void* block = nullptr;
    if ((available && whole_pages > *available) || posix_memalign(&block, alignment, whole_pages) != 0) {
        throw out_of_memory(bytes);
    }
    std::memset(block, 0, whole_pages);  // also takes every page now, not in the timed path
    blocks_.emplace_back(static_cast<std::byte*>(block));
    return {blocks_.back().get(), bytes};
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
    scrub(made);
}

void ObjectPool::scrub(TaskObject& object) const {
    for (std::size_t i = 0; i < app_.buffers().size(); ++i) {
        const BufferSpec& spec = app_.buffers()[i];
        if (spec.role != Role::work && spec.role != Role::output) continue;
        const std::span<std::byte> bytes = object.buffers.bytes(i);
        std::memset(bytes.data(), spec.element == Element::f32 ? 0xff : 0, bytes.size());
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
