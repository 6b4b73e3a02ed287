#include "runtime/team.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <stdexcept>
#include <vector>

#include "bt/core/error.hpp"
#include "runtime/affinity.hpp"

namespace bt::apps {
namespace {

TEST(Team, CallsEveryMemberOnceInEachRound) {
    constexpr int rounds = 2000;
    Team team(3);
    std::vector<int> calls(3);
    for (int round = 0; round < rounds; ++round) {
        team.run([&](int member, int size) {
            ASSERT_EQ(size, 3);
            ++calls[static_cast<std::size_t>(member)];
        });
    }
    EXPECT_EQ(calls, (std::vector<int>{rounds, rounds, rounds}));
}

TEST(Team, SeesInTheNextRoundWhatAllMembersWroteInTheLast) {
    Team team(4);
    team.set_spins(0);
    std::vector<std::size_t> sums(4);
    for (std::size_t round = 1; round <= 500; ++round) {
        team.run([&](int member, int) { sums[static_cast<std::size_t>(member)] += round; });
        std::size_t total = 0;
        for (const std::size_t sum : sums) total += sum;
        ASSERT_EQ(total, 4 * round * (round + 1) / 2);
    }
}

TEST(Team, OfOneIsTheCallerAlone) {
    Team team;
    const auto caller = std::this_thread::get_id();
    std::thread::id worker;
    team.run([&](int, int) { worker = std::this_thread::get_id(); });
    EXPECT_EQ(worker, caller);
}

TEST(Team, HandsOnWhatAMemberThrowsAndWorksAfterwards) {
    Team team(3);
    for (int member = 0; member < 3; ++member) {
        EXPECT_THROW(team.run([&](int me, int) {
            if (me == member) throw std::runtime_error("stage failed");
        }),
                     std::runtime_error);
        std::atomic<int> calls{0};
        team.run([&](int, int) { ++calls; });
        EXPECT_EQ(calls, 3);
    }
}

TEST(Team, SplitsItemsWithoutLeavingAnyOut) {
    Team team(3);
    for (const std::size_t count : {std::size_t{0}, std::size_t{1}, std::size_t{2}, std::size_t{7}, std::size_t{300}}) {
        std::vector<int> seen(count);
        team.split(count, [&](std::size_t begin, std::size_t end) {
            for (std::size_t i = begin; i < end; ++i) ++seen[i];
        });
        EXPECT_EQ(seen, std::vector<int>(count, 1)) << count;
    }
}

TEST(Team, SharesDifferByAtMostOne) {
    for (std::size_t count = 0; count < 40; ++count) {
        std::size_t next = 0;
        for (int member = 0; member < 7; ++member) {
            const Share mine = share(count, member, 7);
            EXPECT_EQ(mine.begin, next);
            EXPECT_GE(mine.end - mine.begin, count / 7);
            EXPECT_LE(mine.end - mine.begin, count / 7 + 1);
            next = mine.end;
        }
        EXPECT_EQ(next, count);
    }
}

TEST(Team, ThatCannotHaveACoreSaysWhichOne) {
    const AffinityGuard guard;
    const std::vector<int> cores{allowed_cores().front(), 4000};
    try {
        Team team(cores);
        FAIL() << "core 4000 was pinned";
    } catch (const Error& error) {
        EXPECT_EQ(error.code(), ExitCode::device);
        EXPECT_NE(error.failed().find("core 4000"), std::string::npos) << error.failed();
    }
}

TEST(Affinity, IsReadBackAndPutBack) {
    const std::vector<int> before = allowed_cores();
    {
        const AffinityGuard guard;
        pin_this_thread(before.back());
        EXPECT_EQ(allowed_cores(), std::vector<int>{before.back()});
    }
    EXPECT_EQ(allowed_cores(), before);
    EXPECT_THROW(pin_this_thread(-1), Error);
}

}  // namespace
}  // namespace bt::apps
