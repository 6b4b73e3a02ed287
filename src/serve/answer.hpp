#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "bt/serve/server.hpp"
#include "bt/system/fd.hpp"
#include "serve/request.hpp"
#include "serve/store_files.hpp"

namespace bt::serve {

// What goes out: a head, and then text in memory or a part of a file.
struct Answer {
    std::string head;
    std::shared_ptr<const std::string> text{};  // its bytes from `offset` on
    std::shared_ptr<const system::Fd> file{};   // or those of this file
    std::uint64_t offset = 0;
    std::uint64_t left = 0;  // bytes to send of either
    KeepAlive keep_alive = KeepAlive::no;
};

// Says what the server answers. Knows nothing of connections; used by one thread at a time.
class Site {
public:
    Site(const Options& options, std::string token);

    Answer answer(const Request& request);
    static Answer refuse(int status, std::string_view why, Method method = Method::get);

private:
    bool is_own_host(const Request& request) const;
    Answer answer_file(const Request& request, const std::filesystem::path& relative);
    std::optional<std::filesystem::path> schedules_file(std::string_view rest) const;
    std::optional<std::filesystem::path> earlier_path(std::string_view path) const;
    std::optional<std::filesystem::path> newest_with(const std::string& file) const;
    std::string health() const;

    std::filesystem::path root_;
    std::string bind_;
    std::optional<store::Date> date_;
    std::string token_;
    StoreFiles files_;
};

}  // namespace bt::serve
