#include "cli/run_connection.hpp"

#include "bt/device/failure.hpp"
#include "bt/system/file_reader.hpp"
#include "cli/terminal.hpp"

namespace bt::cli {
namespace {

// Programs run in the work folder. One name: the device is locked, and the agent refuses a file without the uid that it
// is asked for.
constexpr const char* name_there = "run_schedules.json";
constexpr const char* verdicts_there = "run_verdicts.txt";

}  // namespace

RunConnection::RunConnection(const Fleet& fleet, device::Entry entry, RunBy by, Seconds patience, Terminal& terminal)
    : fleet_(fleet), entry_(std::move(entry)), by_(by), terminal_(terminal), lost_(patience, fleet.stop(), terminal) {
    open();
}

void RunConnection::open() {
    port_.reset();
    device_.reset();
    device_ = fleet_.registry().open(entry_);
    if (by_ == RunBy::agent) deployment_ = deploy(*device_, fleet_.agents());
    if (!file_.empty()) bring_schedules();
}

void RunConnection::offer(std::filesystem::path file, Via via) {
    if (by_ == RunBy::programs) return;
    file_ = std::move(file);
    via_ = via;
    sweep();
    bring_schedules();
}

void RunConnection::sweep() {
    if (by_ == RunBy::programs) return;
    device_->execute({{"rm", "-f", verdicts_there}}, {.deadline = std::chrono::seconds(30)});
}

void RunConnection::bring_schedules() {
    if (via_ == Via::http) return serve_schedules();
    device_->push(file_, name_there);
    find_schedules_at({"--schedule-file", name_there});
}

void RunConnection::find_schedules_at(std::vector<std::string> where) {
    flags_ = std::move(where);
    flags_.insert(flags_.end(), {"--verdicts", verdicts_there});
}

void RunConnection::serve_schedules() {
    const auto& root = fleet_.layout().root();
    const std::string path = serve::path_of(root, file_);
    const std::string content = system::sha256_of_file(file_);
    std::optional<std::uint16_t> server;
    if (const auto known = serve::find_server(root); known && serve::holds(*known, path, content)) {
        server = known->port;
        terminal_.detail("schedules come from the server at port " + std::to_string(*server));
    } else {
        if (!own_server_) own_server_ = std::make_unique<serve::Server>(serve::Options{.root = root, .port = 0});
        server = own_server_->port();
        terminal_.detail("schedules come from a server of this command at port " + std::to_string(*server));
    }
    port_.reset();
    port_ = device_->reach_host_port(*server);
    find_schedules_at({"--schedule-url", "http://127.0.0.1:" + std::to_string(port_->port()) + path});
}

void RunConnection::reconnect(const device::Failure& why) {
    lost_.wait(why, [this] { open(); });
    terminal_.note("device " + printable(entry_.device.id.str()) + " is back");
}

// The server that we found may have ended, or the forwarding with a cable that was pulled for a moment.
bool RunConnection::mend_source() {
    if (via_ != Via::http) return false;
    serve_schedules();
    return true;
}

}  // namespace bt::cli
