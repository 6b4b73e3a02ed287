#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "bt/core/names.hpp"
#include "bt/store/date.hpp"

namespace bt::store {

enum class TableKind { normal, fully, sets, cells };
std::string_view to_string(TableKind kind);

// Logs that differ only in their number: <begin><NNN><end> in one folder.
struct LogSeries {
    std::filesystem::path folder;
    std::string begin;
    std::string end;
    std::string section_end{};  // the last line of each section; empty: every line is one

    std::filesystem::path file(int number) const;  // three digits or more
};

// Where everything lies in a store. Knows names only: nothing here looks at the disk.
class Layout {
public:
    explicit Layout(std::filesystem::path root) : root_(std::move(root)) {}

    const std::filesystem::path& root() const { return root_; }
    std::filesystem::path day(const Date& date) const;
    std::filesystem::path manifest(const Date& date) const;

    // `subject`: the devices and applications, as parts of a file name.
    std::filesystem::path report(const Date& date, const std::string& subject) const;

    std::filesystem::path app(const Date& date, const AppName& app) const;
    std::filesystem::path table(const Date& date, const AppName& app, const DeviceId& device, TableKind kind) const;
    std::filesystem::path costs(const Date& date, const AppName& app, const DeviceId& device) const;
    std::filesystem::path profile(const Date& date, const AppName& apps, const DeviceId& device) const;
    // `name` with its ending, such as "normal.png".
    std::filesystem::path figure(const Date& date, const AppName& app, const DeviceId& device,
                                 std::string_view name) const;
    // A figure of all devices, without its ending. No device's file can be called so: those hold a '_'.
    std::filesystem::path overview(const Date& date, const AppName& app) const {
        return this->app(date, app) / "overview";
    }
    LogSeries raw_logs(const Date& date, const AppName& app, const DeviceId& device, Backend backend) const;

    std::filesystem::path schedules(const Date& date) const;
    std::filesystem::path schedules(const Date& date, const DeviceId& device, const AppName& app,
                                    Backend backend) const;

    std::filesystem::path results(const Date& date) const;
    std::filesystem::path results(const Date& date, const DeviceId& device, const AppName& app) const;
    LogSeries result_logs(const Date& date, const DeviceId& device, const AppName& app) const;
    std::filesystem::path analysis(const Date& date, const DeviceId& device, const AppName& app) const;

    std::filesystem::path devices() const { return root_ / "devices"; }
    std::filesystem::path socs() const { return root_ / "socs"; }
    std::filesystem::path profiles() const { return root_ / "profiles"; }   // <device>/<app>.json
    std::filesystem::path external_apps() const { return root_ / "apps"; }  // <app>.json

private:
    std::filesystem::path root_;
};

}  // namespace bt::store
