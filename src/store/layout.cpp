#include "bt/store/layout.hpp"

#include "bt/core/sha256.hpp"

#include <cstdio>
#include <utility>

namespace bt::store {
namespace {

// Neither part can hold a '_' (file_name_part escapes it, application names have none): so no two pairs share a name.
std::string joined(const DeviceId& device, const AppName& app) { return file_name_part(device) + "_" + app.str(); }

}  // namespace

std::string_view to_string(TableKind kind) {
    switch (kind) {
        case TableKind::normal: return "normal";
        case TableKind::fully: return "fully";
        case TableKind::sets: return "sets";
        case TableKind::cells: return "cells";
    }
    return {};
}

std::filesystem::path LogSeries::file(int number) const {
    char digits[16];
    std::snprintf(digits, sizeof digits, "%03d", number);
    return folder / (begin + digits + end);
}

std::filesystem::path Layout::day(const Date& date) const { return root_ / date.str(); }
std::filesystem::path Layout::manifest(const Date& date) const { return day(date) / "manifest.jsonl"; }

std::filesystem::path Layout::report(const Date& date, const std::string& subject) const {
    constexpr std::size_t longest = 200;  // a file name may have 255 bytes
    const bool fits = subject.size() <= longest;
    const std::string name = fits ? subject : subject.substr(0, longest) + "-" + sha256_hex(subject).substr(0, 6);
    return day(date) / ("report_" + name + ".html");
}

std::filesystem::path Layout::app(const Date& date, const AppName& app) const { return day(date) / app.str(); }

std::filesystem::path Layout::table(const Date& date, const AppName& app, const DeviceId& device,
                                    TableKind kind) const {
    return this->app(date, app) / (file_name_part(device) + "_" + std::string(to_string(kind)) + ".csv");
}

std::filesystem::path Layout::costs(const Date& date, const AppName& app, const DeviceId& device) const {
    return this->app(date, app) / (file_name_part(device) + "_costs.json");
}

std::filesystem::path Layout::profile(const Date& date, const AppName& apps, const DeviceId& device) const {
    return app(date, apps) / (file_name_part(device) + "_profile.json");
}

std::filesystem::path Layout::figure(const Date& date, const AppName& app, const DeviceId& device,
                                     std::string_view name) const {
    return this->app(date, app) / (file_name_part(device) + "_" + std::string(name));
}

LogSeries Layout::raw_logs(const Date& date, const AppName& app, const DeviceId& device, Backend backend) const {
    std::string begin = "run_";
    begin.append(file_name_part(device)).append("_").append(to_string(backend)).append("_");
    return {this->app(date, app), std::move(begin), ".txt"};
}

std::filesystem::path Layout::schedules(const Date& date) const { return day(date) / "schedules"; }

std::filesystem::path Layout::schedules(const Date& date, const DeviceId& device, const AppName& app,
                                        Backend backend) const {
    return schedules(date) / (joined(device, app) + "_" + std::string(to_string(backend)) + "_schedules.json");
}

std::filesystem::path Layout::results(const Date& date) const { return day(date) / "results"; }

std::filesystem::path Layout::results(const Date& date, const DeviceId& device, const AppName& app) const {
    return results(date) / joined(device, app);
}

LogSeries Layout::result_logs(const Date& date, const DeviceId& device, const AppName& app) const {
    return {results(date, device, app), joined(device, app) + "_schedules_", ".log", "### Python End ###"};
}

std::filesystem::path Layout::analysis(const Date& date, const DeviceId& device, const AppName& app) const {
    return results(date, device, app) / "analysis";
}

}  // namespace bt::store
