#include "bt/device/failure.hpp"
#include "bt/device/transports.hpp"

namespace bt::device {
namespace {

class SamePort : public ReversePort {
public:
    explicit SamePort(std::uint16_t port) : port_(port) {}
    std::uint16_t port() const override { return port_; }

private:
    std::uint16_t port_;
};

class LocalDevice : public Device {
public:
    LocalDevice(DeviceId id, std::filesystem::path folder, std::vector<std::pair<std::string, std::string>> environment,
                const system::Cancellation* stop)
        : id_(std::move(id)), folder_(folder.string()), environment_(std::move(environment)), stop_(stop) {}

    const DeviceId& id() const override { return id_; }
    const std::string& work_folder() const override { return folder_; }

    Outcome execute(const Program& program, const ExecuteOptions& options) override {
        if (program.folder.empty()) make_folder();
        system::Command command{program.argv, environment_, program.folder.empty() ? folder_ : program.folder};
        command.environment.insert(command.environment.end(), program.environment.begin(), program.environment.end());
        system::ChildOptions child;
        child.input = system::Input::held_open();
        child.on_out_line = options.on_out_line;
        child.on_err_line = options.on_err_line;
        child.deadline = options.deadline;
        child.cancel = options.cancel;
        const bool stoppable = stop_ != nullptr && options.cleanup == Cleanup::no;
        if (stoppable) child.cancel.push_back(stop_);
        system::ChildResult result = system::run_child(command, child);
        if (stoppable && result.end == system::ChildEnd::cancelled) stop_->throw_if_requested();
        return outcome(program, std::move(result));
    }

    void push(const std::filesystem::path& here, const std::string& there) override { copy(here, resolved(there)); }
    void pull(const std::string& there, const std::filesystem::path& here) override { copy(resolved(there), here); }

    std::unique_ptr<ReversePort> reach_host_port(std::uint16_t port) override {
        return std::make_unique<SamePort>(port);
    }

private:
    // Others on this machine have no business in it.
    void make_folder() const {
        std::error_code error;
        if (std::filesystem::create_directories(folder_, error)) {
            std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, error);
        }
        if (!error) return;
        throw Failure(Fault::no_permission,
                      "the folder '" + printable(folder_, 200) + "' cannot be made: " + error.message(),
                      "XDG_CACHE_HOME names another place for it");
    }

    std::filesystem::path resolved(const std::string& there) const { return std::filesystem::path(folder_) / there; }

    static Outcome outcome(const Program& program, system::ChildResult result) {
        const std::string name = printable(program.argv.front());
        switch (result.end) {
            case system::ChildEnd::not_found:
                throw Failure(Fault::program_missing, "no program '" + name + "' on this machine", "");
            case system::ChildEnd::timed_out:
                throw Failure(Fault::timed_out, "'" + name + "' " + to_string(result), "it was ended");
            case system::ChildEnd::cancelled:
                return {End::cancelled, 0, 0, std::move(result.out), std::move(result.err)};
            case system::ChildEnd::signalled:
                return {End::signalled, 0, result.signal, std::move(result.out), std::move(result.err)};
            case system::ChildEnd::exited: break;
        }
        return {End::exited, result.status, 0, std::move(result.out), std::move(result.err)};
    }

    static void copy(const std::filesystem::path& from, const std::filesystem::path& to) {
        std::error_code error;
        std::filesystem::create_directories(to.parent_path(), error);
        std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing, error);
        if (!error) return;
        const bool full = error == std::errc::no_space_on_device;
        throw Failure(full ? Fault::full : Fault::program_missing,
                      "'" + printable(from.string(), 200) + "' could not be copied to '" + printable(to.string(), 200) +
                          "': " + error.message(),
                      full ? "make room there" : "");
    }

    DeviceId id_;
    std::string folder_;
    std::vector<std::pair<std::string, std::string>> environment_;
    const system::Cancellation* stop_;
};

}  // namespace

std::unique_ptr<Device> local_device(DeviceId id, std::filesystem::path work_folder,
                                     std::vector<std::pair<std::string, std::string>> environment,
                                     const system::Cancellation* stop) {
    return std::make_unique<LocalDevice>(std::move(id), std::move(work_folder), std::move(environment), stop);
}

std::unique_ptr<Device> emulated_device(DeviceId id, std::filesystem::path work_folder,
                                        const std::filesystem::path& soc_model, const system::Cancellation* stop) {
    const std::string lock = (work_folder / "agent.lock").string();
    return local_device(std::move(id), std::move(work_folder),
                        {{"BT_SOC", std::filesystem::absolute(soc_model).string()}, {"BT_AGENT_LOCK", lock}}, stop);
}

}  // namespace bt::device
