#include <gtest/gtest.h>
#include <sys/resource.h>
#include <unistd.h>

#include "bt/core/error.hpp"
#include "bt/store/inventory.hpp"
#include "bt/store/manifest.hpp"
#include "bt/store/numbered_logs.hpp"
#include "bt/store/store.hpp"
#include "bt/system/atomic_file.hpp"
#include "bt/system/signals.hpp"
#include "support/forked_process.hpp"
#include "support/temporary_folder.hpp"

namespace bt::store::disk_full_test {
namespace {

const Date day = *Date::parse("2026-03-31");
const AppName tree("tree");
const DeviceId phone("phone");

// Writes until the system refuses; the exit status says whether all of it ended in words.
void work_until_refused(const Store& store) {
    system::make_failed_writes_errors();
    const rlimit limit{20'000, 20'000};
    if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) ::_exit(9);
    int refused = 0;
    const auto until_refused = [&](auto write) {
        try {
            for (;;) write();
        } catch (const Error& error) {
            refused += error.code() == ExitCode::host && !error.advice().empty() ? 1 : 0;
        }
    };
    until_refused(
        [&] { append_step(store.layout(), day, StepRecord{.step = "run", .result = std::string(500, 'r')}); });
    BegunLog begun = begin_log(store.layout().result_logs(day, phone, tree), Resume::no);
    until_refused([&] { begun.log.append("Schedule_UID=X\n" + std::string(681, 'x') + "\n### Python End ###\n"); });
    std::string table = "stage,big,device,run\n";
    until_refused([&] {
        table += "1,2.5,phone,1.1\n";
        system::write_file_atomically(store.layout().table(day, tree, phone, TableKind::normal), table);
        table += table;
    });
    ::_exit(refused == 3 ? 7 : refused);
}

TEST(DiskFull, LeavesAStoreThatOpensWithWholeLinesWholeFilesAndWholeSections) {
    const test::TemporaryFolder folder;
    const Store store(folder.path());
    test::ForkedProcess process([&](auto) { work_until_refused(store); });
    ASSERT_EQ(process.exit_status(), 7);
    const Manifest manifest = read_manifest(store.layout(), day);
    EXPECT_GT(manifest.steps.size(), 0U);
    EXPECT_TRUE(manifest.unread.empty());
    const BegunLog resumed = begin_log(store.layout().result_logs(day, phone, tree), Resume::yes);
    EXPECT_TRUE(resumed.resumed);
    EXPECT_EQ(resumed.log.cut(), 0U);
    EXPECT_EQ(resumed.log.size() % 716, 0U);
    const Inventory inventory = take_inventory(store.layout());
    ASSERT_EQ(inventory.holdings.size(), 1U);
    EXPECT_EQ(inventory.holdings[0].tables.size(), 1U);
}

}  // namespace
}  // namespace bt::store::disk_full_test
