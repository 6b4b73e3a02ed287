#include "emulator/sync_service.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <optional>

#include "bt/core/error.hpp"

namespace bt::emulator {
namespace {

constexpr std::size_t request_header = 8;
constexpr std::size_t longest_path = 1024;
constexpr std::size_t largest_data = 64 * 1024;

void put(std::string& out, std::uint64_t value, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

std::string reply(std::string_view id, std::uint64_t word) {
    std::string out(id);
    put(out, word, 4);
    return out;
}

std::string failure(const std::string& why) { return reply("FAIL", why.size()) + why; }

std::string old_stat(std::string_view id, const struct stat& info) {
    std::string out(id);
    put(out, info.st_mode, 4);
    put(out, static_cast<std::uint64_t>(info.st_size), 4);
    put(out, static_cast<std::uint64_t>(info.st_mtim.tv_sec), 4);
    return out;
}

// stat_v2: what the C library's stat says, and errno.
std::string new_stat(std::string_view id, int error, const struct stat& info) {
    std::string out(id);
    put(out, static_cast<std::uint64_t>(error), 4);
    put(out, info.st_dev, 8);
    put(out, info.st_ino, 8);
    for (const std::uint64_t word : {std::uint64_t{info.st_mode}, std::uint64_t{info.st_nlink},
                                     std::uint64_t{info.st_uid}, std::uint64_t{info.st_gid}}) {
        put(out, word, 4);
    }
    put(out, static_cast<std::uint64_t>(info.st_size), 8);
    for (const timespec& time : {info.st_atim, info.st_mtim, info.st_ctim}) {
        put(out, static_cast<std::uint64_t>(time.tv_sec), 8);
    }
    return out;
}

// A file that is being pushed.
struct Upload {
    int fd = -1;
    std::filesystem::path file;
    mode_t mode = 0644;
    bool half = false;  // keeps only every other block
    bool keep_block = true;
    std::string failed;  // why it will be refused at its end

    ~Upload() {
        if (fd >= 0) close(fd);
    }

    void write(std::string_view bytes) {
        if (half) keep_block = !keep_block;
        if (!failed.empty() || (half && !keep_block)) return;
        while (!bytes.empty()) {
            const ssize_t written = ::write(fd, bytes.data(), bytes.size());
            if (written < 0) {
                failed = std::strerror(errno);
                return;
            }
            bytes.remove_prefix(static_cast<std::size_t>(written));
        }
    }
};

class SyncService : public Service {
public:
    SyncService(Device& device, Stream& stream) : device_(device), stream_(stream) {}

    ~SyncService() override {
        if (pulled_ >= 0) close(pulled_);
    }

    void receive(std::string_view bytes) override {
        pending_.append(bytes);
        while (!done_ && pending_.size() >= request_header && pulled_ < 0 && take_request()) {
        }
    }

    void drained() override {
        send_pulled();
        receive({});
    }

private:
    std::uint32_t word(std::size_t at) const {
        std::uint32_t value = 0;
        for (std::size_t i = 4; i-- > 0;) value = value << 8U | static_cast<unsigned char>(pending_[at + i]);
        return value;
    }

    // False where more bytes must come first.
    bool take_request() {
        const std::string id = pending_.substr(0, 4);
        const std::uint32_t number = word(4);
        if (id == "DONE") {
            pending_.erase(0, request_header);
            end_upload(number);
            return true;
        }
        if (number > (id == "DATA" ? largest_data : longest_path)) {
            refuse("request too long");
            return false;
        }
        if (pending_.size() < request_header + number) return false;
        const std::string text = pending_.substr(request_header, number);
        pending_.erase(0, request_header + number);
        answer(id, text);
        return true;
    }

    void answer(const std::string& id, const std::string& text) {
        try {
            if (id == "STAT" || id == "LST2" || id == "STA2") return send_stat(id, text);
            if (id == "LIST" || id == "LIS2") return list(id == "LIS2", text);
            if (id == "SEND") return begin_upload(text);
            if (id == "DATA") return upload_ ? upload_->write(text) : refuse("DATA without SEND");
            if (id == "RECV") return begin_pull(text);
            if (id == "QUIT") return end();
            refuse("unknown request");
        } catch (const Error& error) {
            if (id == "SEND") {
                upload_.emplace();
                upload_->failed = error.failed();
            } else {
                stream_.send(failure(error.failed()));
            }
        }
    }

    void send_stat(const std::string& id, const std::string& path) {
        struct stat info {};
        int error = EACCES;
        try {
            const auto file = host_path(device_, path);
            error = (id == "STA2" ? stat(file.c_str(), &info) : lstat(file.c_str(), &info)) == 0 ? 0 : errno;
        } catch (const Error&) {
            // A folder above the device's own: adb asks for it, and all it needs to know is that it is a folder.
            if (device_folder.starts_with(path)) info.st_mode = S_IFDIR | 0755, error = 0;
        }
        stream_.send(id == "STAT" ? old_stat(id, info) : new_stat(id, error, info));
    }

    void list(bool new_form, const std::string& path) {
        const auto entry = [&](std::string_view old_id, std::string_view new_id, const struct stat& info,
                               std::string_view name) {
            return (new_form ? new_stat(new_id, 0, info) : old_stat(old_id, info)) + reply("", name.size()) +
                   std::string(name);
        };
        const auto folder = host_path(device_, path);
        if (DIR* entries = opendir(folder.c_str())) {
            while (const dirent* each = readdir(entries)) {
                struct stat info {};
                if (lstat((folder / each->d_name).c_str(), &info) == 0)
                    stream_.send(entry("DENT", "DNT2", info, each->d_name));
            }
            closedir(entries);
        }
        stream_.send(entry("DONE", "DONE", {}, ""));
    }

    void begin_upload(const std::string& text) {
        const std::size_t comma = text.rfind(',');
        unsigned mode = 0644;
        if (comma != std::string::npos) std::from_chars(text.data() + comma + 1, text.data() + text.size(), mode);
        upload_.emplace();
        upload_->file = host_path(device_, text.substr(0, comma));
        upload_->mode = mode & 0777U;
        upload_->half = device_.faults.strikes(Fault::short_push);
        if (device_.faults.strikes(Fault::full)) {
            upload_->failed = "No space left on device";
            return;
        }
        std::error_code ignored;
        std::filesystem::create_directories(upload_->file.parent_path(), ignored);
        unlink(upload_->file.c_str());  // a program that runs keeps its old file
        upload_->fd = open(upload_->file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, upload_->mode | 0600U);
        if (upload_->fd < 0) upload_->failed = std::strerror(errno);
    }

    void end_upload(std::uint32_t modified) {
        if (!upload_) return refuse("DONE without SEND");
        if (upload_->fd >= 0) {
            const timespec time{static_cast<time_t>(modified), 0};
            const std::array<timespec, 2> times{time, time};
            futimens(upload_->fd, times.data());
            fchmod(upload_->fd, upload_->mode);
        }
        stream_.send(upload_->failed.empty() ? reply("OKAY", 0) : failure(upload_->failed));
        upload_.reset();
    }

    void begin_pull(const std::string& path) {
        pulled_ = open(host_path(device_, path).c_str(), O_RDONLY | O_CLOEXEC);
        if (pulled_ < 0) {
            stream_.send(failure(std::string("open failed: ") + std::strerror(errno)));
            return;
        }
        send_pulled();
    }

    void send_pulled() {
        std::array<char, largest_data> bytes;
        while (pulled_ >= 0 && stream_.waiting() <= enough_waiting) {
            const ssize_t got = read(pulled_, bytes.data(), bytes.size());
            if (got > 0) {
                stream_.send(reply("DATA", static_cast<std::uint64_t>(got)));
                stream_.send({bytes.data(), static_cast<std::size_t>(got)});
                continue;
            }
            stream_.send(got < 0 ? failure(std::strerror(errno)) : reply("DONE", 0));
            close(pulled_);
            pulled_ = -1;
        }
    }

    void refuse(const std::string& why) {
        stream_.send(failure(why));
        end();
    }

    void end() {
        done_ = true;
        stream_.finish();
    }

    Device& device_;
    Stream& stream_;
    std::string pending_;
    std::optional<Upload> upload_;
    int pulled_ = -1;
    bool done_ = false;
};

}  // namespace

std::unique_ptr<Service> make_sync_service(Device& device, Stream& stream) {
    return std::make_unique<SyncService>(device, stream);
}

}  // namespace bt::emulator
