#include "bt/store/store.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include "bt/core/error.hpp"
#include "bt/system/atomic_file.hpp"
#include "support/forked_process.hpp"
#include "support/temporary_folder.hpp"

namespace bt::store::store_test {
namespace {

namespace fs = std::filesystem;

const AppName tree("tree");
const DeviceId phone("phone");

class StoreOfThreeDays : public testing::Test {
protected:
    StoreOfThreeDays() {
        for (const char* day : {"2026-01-02", "2026-01-10", "2025-12-31"}) fs::create_directories(folder_ / day);
        write_table("2025-12-31");
        write_table("2026-01-02");
    }
    void write_table(const char* day) {
        test::write_text(store_.layout().table(*Date::parse(day), tree, phone, TableKind::normal), "x");
    }
    Has has_table_of(const DeviceId& device) const {
        return [this, device](const Date& day) {
            return fs::exists(store_.layout().table(day, tree, device, TableKind::normal));
        };
    }
    std::string refusal(const std::optional<Date>& asked, const DeviceId& device) const {
        try {
            store_.date_to_read(asked, has_table_of(device), "table of " + device.str(),
                                [] { return "run a benchmark"; });
            return {};
        } catch (const Error& error) {
            EXPECT_EQ(error.code(), ExitCode::data);
            return error.failed() + " | " + error.advice();
        }
    }

    test::TemporaryFolder folder_;
    Store store_{folder_.path()};
};

TEST_F(StoreOfThreeDays, ListsDaysAndNothingElse) {
    fs::create_directory(folder_ / "2026-02-30");
    fs::create_directory(folder_ / "devices");
    test::write_text(folder_ / "2026-05-05", "a file");
    std::string days;
    for (const Date& day : store_.dates()) days += day.str() + " ";
    EXPECT_EQ(days, "2025-12-31 2026-01-02 2026-01-10 ");
}

std::string no_advice() { return {}; }

TEST_F(StoreOfThreeDays, AStepThatReadsTakesTheNewestDayThatHasWhatItNeeds) {
    EXPECT_EQ(store_.date_to_read(std::nullopt, has_table_of(phone), "table", no_advice).str(), "2026-01-02");
    EXPECT_EQ(store_.date_to_read(Date::parse("2025-12-31"), has_table_of(phone), "table", no_advice).str(),
              "2025-12-31");
}

TEST_F(StoreOfThreeDays, ADayWithoutItIsRefusedAndTheRightOneNamed) {
    const std::string root = "'" + folder_.path().string() + "'";
    EXPECT_EQ(refusal(Date::parse("2026-01-10"), phone),
              "no table of phone in " + root + " on 2026-01-10 | the newest day that has it is 2026-01-02");
    EXPECT_EQ(refusal(std::nullopt, DeviceId("other")), "no table of other in " + root + " | run a benchmark");
}

TEST_F(StoreOfThreeDays, OpeningADayMakesItAndClearsWhatAKilledWriterLeft) {
    const Date day = *Date::parse("2026-03-31");
    const fs::path table = store_.layout().table(day, tree, phone, TableKind::normal);
    test::ForkedProcess writer([&](auto step) {
        system::AtomicFile file(table);
        step();
        ::pause();
    });
    ASSERT_TRUE(writer.await_step());
    writer.kill();
    EXPECT_FALSE(fs::is_empty(table.parent_path()));
    store_.open_day(day);
    EXPECT_TRUE(fs::is_empty(table.parent_path()));
    store_.open_day(*Date::parse("2027-01-01"));
    EXPECT_TRUE(fs::is_directory(folder_ / "2027-01-01"));
}

TEST(Store, ThatDoesNotExistYetIsEmpty) {
    const test::TemporaryFolder folder;
    const Store store(folder / "absent");
    EXPECT_TRUE(store.dates().empty());
    EXPECT_FALSE(fs::exists(folder / "absent")) << "looking makes nothing";
}

TEST(Store, ThatIsAFileIsRefused) {
    const test::TemporaryFolder folder;
    test::write_text(folder / "file", "x");
    EXPECT_THROW(Store(folder / "file"), Error);
}

TEST(Store, LiesWhereTheFlagSaysThenTheEnvironmentThenInData) {
    ::unsetenv("BT_DATA");
    EXPECT_EQ(choose_root(std::nullopt), "data");
    ::setenv("BT_DATA", "", 1);
    EXPECT_EQ(choose_root(std::nullopt), "data");
    ::setenv("BT_DATA", "/elsewhere", 1);
    EXPECT_EQ(choose_root(std::nullopt), "/elsewhere");
    EXPECT_EQ(choose_root("flag"), "flag");
    ::unsetenv("BT_DATA");
    EXPECT_THROW(choose_root(""), Error);
}

// Root may read everything: the test then asks as nobody.
int as_somebody_without_rights(const std::function<void()>& look) {
    test::ForkedProcess process([&](auto) {
        if (::geteuid() == 0 && ::seteuid(65534) != 0) ::_exit(50);
        try {
            look();
            ::_exit(51);
        } catch (const Error& error) {
            ::_exit(error.failed().find("Permission denied") == std::string::npos ? 52
                                                                                  : static_cast<int>(error.code()));
        }
    });
    return process.exit_status();
}

TEST(Store, AFolderThatMayNotBeReadIsAnErrorAndNotAnEmptyStore) {
    const test::TemporaryFolder folder;
    fs::permissions(folder.path(), fs::perms(0755));
    fs::create_directory(folder / "data");
    fs::permissions(folder / "data", fs::perms(0));
    const Store store(folder / "data");
    EXPECT_EQ(as_somebody_without_rights([&] { store.dates(); }), static_cast<int>(ExitCode::host));
    EXPECT_EQ(as_somebody_without_rights([&] { store.open_day(*Date::parse("2026-01-01")); }),
              static_cast<int>(ExitCode::host));
    fs::permissions(folder / "data", fs::perms(0700));
}

}  // namespace
}  // namespace bt::store::store_test
