#include "bt/profile/cooldown.hpp"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

namespace bt::profile::cooldown_test {
namespace {

// A device that cools by a degree every ten seconds, in a time of its own.
class Room : public CoolingPlace {
public:
    explicit Room(double begin_c) : begin_c_(begin_c) {}

    std::optional<double> temperature_c() override {
        if (!readable) return std::nullopt;
        return begin_c_ - now_.count() / 10;
    }
    Seconds now() override { return now_; }
    void pause(Seconds time) override {
        if (now_ >= stop_at) throw std::runtime_error("Ctrl-C");
        now_ += time;
    }
    void show(Seconds left, std::optional<double>) override { shown.push_back(left.count()); }

    std::vector<double> shown;
    bool readable = true;
    Seconds stop_at{1e9};

private:
    double begin_c_;
    Seconds now_{0};
};

TEST(Cooldown, OfATimeCountsDown) {
    Room room(50);
    wait_for(Seconds(5), room);
    EXPECT_EQ(room.now(), Seconds(5));
    EXPECT_EQ(room.shown, (std::vector<double>{5, 3, 1}));
}

TEST(Cooldown, EndsWhenTheDeviceIsCool) {
    Room room(50);
    EXPECT_FALSE(wait_until_cool(45, Seconds(600), room));
    EXPECT_EQ(room.now(), Seconds(50));
    EXPECT_EQ(room.shown.front(), 600) << "what it takes at most is said, and gets less";
    EXPECT_EQ(room.shown.back(), 552);
}

TEST(Cooldown, ThatTakesTooLongEndsAndSaysHowWarmItStillIs) {
    Room room(50);
    EXPECT_EQ(wait_until_cool(20, Seconds(60), room), 44.0);
    EXPECT_EQ(room.now(), Seconds(60));
}

TEST(Cooldown, DoesNotWaitForWhatCannotBeRead) {
    Room room(50);
    room.readable = false;
    EXPECT_FALSE(wait_until_cool(20, Seconds(60), room));
    EXPECT_EQ(room.now(), Seconds(0));
}

TEST(Cooldown, EndsWithCtrlC) {
    Room room(50);
    room.stop_at = Seconds(10);
    EXPECT_THROW(wait_until_cool(20, Seconds(600), room), std::runtime_error);
}

}  // namespace
}  // namespace bt::profile::cooldown_test
