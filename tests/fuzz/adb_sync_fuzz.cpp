// The file service of an emulated device, from whoever connects to it: no request ends the program, none reaches a file
// outside the device's folder.
#include <unistd.h>

#include <filesystem>

#include "emulator/sync_service.hpp"
#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::adb_sync_fuzz {
namespace {

using namespace bt::emulator;
using bt::fuzz::promise;
namespace fs = std::filesystem;

// A host that takes everything at once.
class Sink : public Stream {
public:
    void send(std::string_view) override {}
    std::size_t waiting() const override { return 0; }
    void finish() override {}
};

// One for the whole process; only the emulated device's own folder in it may ever change.
class Home {
public:
    Home() : path_(fs::temp_directory_path() / ("bt-fuzz-sync-" + std::to_string(::getpid()))) { empty_device(); }
    ~Home() { fs::remove_all(path_); }

    fs::path device() const { return path_ / "device"; }
    void empty_device() const {
        fs::remove_all(device());
        fs::create_directories(device());
    }
    bool holds_the_device_alone() const {
        return std::distance(fs::directory_iterator(path_), fs::directory_iterator()) == 1;
    }

private:
    fs::path path_;
};

}  // namespace

BT_FUZZ_TARGET(adb_sync) {
    static const Home home;
    Device device;
    device.root = home.device();
    Sink sink;
    {
        const auto service = make_sync_service(device, sink);
        const std::string_view bytes = bt::fuzz::text_of(data, size);
        for (std::size_t at = 0; at < bytes.size(); at += 100) service->receive(bytes.substr(at, 100));
        service->drained();
    }
    promise(home.holds_the_device_alone(), "nothing outside the device's folder");
    if (!fs::is_empty(home.device())) home.empty_device();
    return 0;
}

}  // namespace bt::fuzz::adb_sync_fuzz
