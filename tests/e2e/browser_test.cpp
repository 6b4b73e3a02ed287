// The server's page and the report as a real browser shows them.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

#include "bt/system/file_reader.hpp"
#include "bt/system/program.hpp"
#include "e2e/runner_program.hpp"
#include "e2e/started_server.hpp"
#include "support/temporary_folder.hpp"
#include "unit/serve/http_client.hpp"

namespace bt::e2e::browser_test {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

struct Shown {
    std::string dom;
    std::string said;  // its console and its own log
};

class Browser : public testing::Test {
protected:
    void SetUp() override {
        if (!system::find_program("chromium"))
            GTEST_SKIP() << "chromium is not installed (Debian: apt-get install chromium)";
        std::filesystem::permissions(folder.path(), std::filesystem::perms::owner_all);
        setenv("XDG_RUNTIME_DIR", folder.path().c_str(), 1);
    }

    // The page after everything that it asks for has come.
    Shown open(const std::string& url) {
        const std::string profile = (folder / ("profile-" + std::to_string(++opened))).string();
        const system::Command command{
            {"chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
             "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-breakpad",
             "--user-data-dir=" + profile, "--enable-logging=stderr", "--v=0", "--window-size=1300,12000",
             "--virtual-time-budget=20000", "--dump-dom", url},
            {{"HOME", profile}, {"XDG_CONFIG_HOME", profile}, {"XDG_CACHE_HOME", profile}}};
        const auto ended = system::run_child(command, {.deadline = std::chrono::seconds(100)});
        EXPECT_TRUE(ended.succeeded()) << system::to_string(ended) << "\n" << ended.err;
        return {ended.out, ended.err};
    }

    Shown open_text(const std::string& html) {
        const auto file = folder / ("page-" + std::to_string(opened) + ".html");
        test::write_text(file, html);
        return open("file://" + file.string());
    }

    // What a page says of its figures: "figures: 2; seen: 2". Pages allow no script, so a copy of it with another
    // policy and a script that counts is opened: figures that were decoded and take room count as seen.
    Shown count_figures(std::string html, const std::string& base) {
        const std::size_t policy = html.find("<meta http-equiv=\"Content-Security-Policy\"");
        if (policy != std::string::npos) html.erase(policy, html.find('>', policy) + 1 - policy);
        html.insert(html.find("<head>") + 6, "<base href=\"" + base + "\">");
        html.insert(html.rfind("</body>"), R"(<script>
            addEventListener('load', async () => {
                const figures = [...document.images];
                for (const figure of figures) figure.loading = 'eager';
                await Promise.allSettled(figures.map(figure => figure.decode()));
                const seen = figures.filter(f => f.naturalWidth > 100 && f.naturalHeight > 100 &&
                                                 f.checkVisibility() && f.getBoundingClientRect().width > 100);
                document.title = 'figures: ' + figures.length + '; seen: ' + seen.length;
            });
        </script>)");
        return open_text(html);
    }

    test::TemporaryFolder folder;
    int opened = 0;
};

TEST_F(Browser, ShowsThePageAndTheReportWithAllTheirFiguresAndWithoutAComplaint) {
    const auto store = folder / "data";
    const auto ran = runner({"pipeline", "--device", "emulated", "--app", "tree", "--param", "points=2000", "--runs",
                             "2", "-n", "3", "--report", "--data", store.string()},
                            {{"XDG_CACHE_HOME", (folder / "cache").string()}});
    ASSERT_EQ(ran.status, 0) << ran.err;
    const auto day = std::filesystem::directory_iterator(store)->path();
    const auto report = day / "report_emulated_tree.html";

    const Shown shown = open("file://" + report.string());
    EXPECT_THAT(shown.said, Not(HasSubstr("CONSOLE")));
    EXPECT_THAT(shown.dom, HasSubstr("Outputs were compared with the reference and are right."));
    const std::string text = system::read_file(report, std::uint64_t{64} << 20U);
    EXPECT_THAT(text, Not(ContainsRegex("(src|href)=\"[^d]"))) << "everything is inside, as data: URLs";
    EXPECT_THAT(count_figures(text, "file:///nowhere/").dom, HasSubstr("figures: 8; seen: 8"));

    StartedServer server(store.string());
    const Shown page = open(server.address());
    EXPECT_THAT(page.said, Not(HasSubstr("CONSOLE")));
    EXPECT_THAT(page.dom, HasSubstr("times as fast as the best single PU"));
    EXPECT_THAT(page.dom, HasSubstr("report_emulated_tree.html"));
    EXPECT_THAT(count_figures(serve::ask(server.port(), "/").body, server.address()).dom,
                HasSubstr("figures: 8; seen: 8"));
    EXPECT_THAT(open(server.address() + "files/" + day.filename().string() + "/report_emulated_tree.html").said,
                Not(HasSubstr("CONSOLE")));
}

// The test above would not notice a complaint, or a figure that is missing, if these did not show.
TEST_F(Browser, ComplainsAboutWhatAPolicyForbidsAndCountsNoFigureThatIsMissing) {
    const std::string head = "<!doctype html><html><head><link rel=\"icon\" href=\"data:,\">";
    EXPECT_THAT(open_text(head + "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'\"></head>"
                                 "<body><script>1</script></body></html>")
                    .said,
                HasSubstr("CONSOLE"));
    EXPECT_THAT(
        count_figures(head + "</head><body><img src=\"data:image/png;base64,AAAA\"></body></html>", "file:///").dom,
        HasSubstr("figures: 1; seen: 0"));
}

}  // namespace
}  // namespace bt::e2e::browser_test
