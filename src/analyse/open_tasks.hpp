#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "bt/analyse/section.hpp"

namespace bt::analyse {

struct Times {
    std::uint64_t start = 0;
    std::uint64_t end = 0;
};

// Puts rows of any order together to tasks and hands these over in the order of their numbers.
class OpenTasks {
public:
    explicit OpenTasks(std::size_t chunks) : chunks_(chunks) {}

    // take(task, times of its chunks) for each task that is complete.
    template <class Take>
    void add(const Row& row, bool kept, const Take& take) {
        if (row.task < base_) return;  // given up already
        if (row.task - base_ >= slots_.size()) make_room(row.task, take);
        Slot& slot = slots_[row.task & mask()];
        ++slot.rows;
        slot.whole = slot.whole && kept;
        times_[(row.task & mask()) * chunks_ + row.chunk] = {row.start, row.end};
        newest_ = std::max<std::uint64_t>(newest_, row.task);
        while (slots_[base_ & mask()].rows == chunks_) retire(take);
    }

    template <class Take>
    void finish(const Take& take) {
        while (base_ <= newest_ && !slots_.empty()) retire(take);
    }

    std::uint64_t incomplete() const { return incomplete_; }

private:
    struct Slot {
        std::uint32_t rows = 0;
        bool whole = true;
    };

    std::size_t mask() const { return slots_.size() - 1; }

    template <class Take>
    void make_room(std::uint32_t task, const Take& take) {
        while (task - base_ >= slots_.size() && slots_.size() < SectionTrace::most_open) grow();
        // A log whose first task has a large number needs no 2³² steps.
        while (task - base_ >= slots_.size() && base_ <= newest_) retire(take);
        if (task - base_ >= slots_.size()) {
            incomplete_ += task - base_;
            base_ = task;
        }
    }

    void grow() {
        const std::size_t before = slots_.size();
        const std::size_t after = std::max<std::size_t>(16, before * 2);
        std::vector<Slot> slots(after);
        std::vector<Times> times(after * chunks_);
        for (std::size_t i = 0; i < before; ++i) {
            const std::uint64_t task = base_ + i;
            slots[task & (after - 1)] = slots_[task & (before - 1)];
            std::copy_n(&times_[(task & (before - 1)) * chunks_], chunks_, &times[(task & (after - 1)) * chunks_]);
        }
        slots_ = std::move(slots);
        times_ = std::move(times);
    }

    template <class Take>
    void retire(const Take& take) {
        Slot& slot = slots_[base_ & mask()];
        if (slot.rows == chunks_ && slot.whole) {
            take(static_cast<std::uint32_t>(base_),
                 std::span<const Times>(&times_[(base_ & mask()) * chunks_], chunks_));
        } else {
            ++incomplete_;
        }
        slot = {};
        ++base_;
    }

    std::size_t chunks_;
    std::uint64_t base_ = 0;  // the oldest open task
    std::uint64_t newest_ = 0;
    std::uint64_t incomplete_ = 0;
    std::vector<Slot> slots_;  // a power of two of them; task t in slot t mod size
    std::vector<Times> times_;
};

}  // namespace bt::analyse
