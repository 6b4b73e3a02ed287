#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <vector>

#include "runtime/application.hpp"

namespace bt::apps {

// Where buffers live: plain memory, or memory that a GPU sees too, so that nothing is copied between PUs.
class BufferMemory {
public:
    virtual ~BufferMemory() = default;
    // Aligned to a cache line or better; lives as long as this object. Throws a device error where memory runs out.
    virtual std::span<std::byte> allocate(std::size_t bytes) = 0;
    virtual bool gives_zeros() const { return false; }  // what it allocates holds zeros
};

// When a process gets its pages: at once, so that the timed path takes none; or as they are written, where nothing is
// timed. Half of a tree's buffers are for clouds of another kind and stay empty.
enum class Pages { at_once, as_written };

class HostMemory : public BufferMemory {
public:
    explicit HostMemory(Pages pages = Pages::at_once) : pages_(pages) {}
    HostMemory(const HostMemory&) = delete;
    HostMemory& operator=(const HostMemory&) = delete;
    ~HostMemory() override;

    std::span<std::byte> allocate(std::size_t bytes) override;
    bool gives_zeros() const override { return true; }

private:
    Pages pages_;
    std::vector<std::span<std::byte>> blocks_;
};

// The buffers of one task and the input that they hold. Inputs are filled once: no input is loaded in the timed path.
struct TaskObject {
    const Application* app;
    std::size_t id;  // counts up within its pool; engines keep what they recorded for an object under it
    std::uint64_t input;
    Buffers buffers;
    std::vector<std::size_t> written{};  // bytes of each buffer, from its front, that stages may have written
};

// The task objects of one application; shared buffers exist once. Object number i holds input i mod `inputs`.
class ObjectPool {
public:
    static constexpr std::uint64_t different_inputs = 8;

    ObjectPool(const Application& app, BufferMemory& memory, std::uint64_t inputs = different_inputs);

    const Application& app() const { return app_; }
    std::size_t bytes_per_object() const { return bytes_per_object_; }
    TaskObject& object(std::size_t i);  // made with all before it, where it does not exist yet
    std::size_t size() const { return objects_.size(); }

    // Overwrites what stages wrote (floats with NaN, integers with 0), so that nothing left by an earlier task can
    // pass for the work of a stage that did not run.
    void scrub(TaskObject& object) const;
    // Looks how far stages wrote, of an object whose task is done: the next scrub() need not go further.
    void settle(TaskObject& object) const;

private:
    std::span<std::byte> allocate(const BufferSpec& spec);
    void add();

    const Application& app_;
    BufferMemory& memory_;
    std::uint64_t inputs_;
    std::size_t bytes_per_object_ = 0;
    std::vector<std::span<std::byte>> shared_;  // by buffer; empty for those that each object has
    std::deque<TaskObject> objects_;
};

// Bytes that can be had without driving the machine out of memory; nothing where it does not say.
std::optional<std::size_t> available_memory();

}  // namespace bt::apps
