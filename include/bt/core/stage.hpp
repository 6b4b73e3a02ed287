#pragma once

#include <compare>
#include <cstddef>

namespace bt {

// A stage of an application. People and files count from 1 (`number`), arrays from 0 (`index`); the type keeps the
// two apart.
class Stage {
public:
    static constexpr Stage from_number(int number) { return Stage(number); }
    static constexpr Stage from_index(std::size_t index) { return Stage(static_cast<int>(index) + 1); }

    constexpr int number() const { return number_; }
    constexpr std::size_t index() const { return static_cast<std::size_t>(number_ - 1); }
    constexpr Stage next() const { return Stage(number_ + 1); }
    auto operator<=>(const Stage&) const = default;

private:
    explicit constexpr Stage(int number) : number_(number) {}
    int number_;
};

// Both ends included; never empty.
struct StageRange {
    Stage first;
    Stage last;

    constexpr int count() const { return last.number() - first.number() + 1; }
    constexpr bool contains(Stage stage) const { return first <= stage && stage <= last; }
    auto operator<=>(const StageRange&) const = default;
};

// No application has more; readers refuse larger numbers before they allocate.
inline constexpr int max_stages = 4096;

}  // namespace bt
