#include "serve/answer.hpp"

#include <arpa/inet.h>
#include <unistd.h>

#include <array>

#include "bt/core/error.hpp"
#include "bt/core/version.hpp"
#include "bt/format/json_writer.hpp"
#include "bt/store/store.hpp"
#include "serve/index.hpp"

namespace bt::serve {
namespace {

namespace fs = std::filesystem;

std::string_view phrase(int status) {
    switch (status) {
        case 200: return "OK";
        case 206: return "Partial Content";
        case 304: return "Not Modified";
        case 400: return "Bad Request";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 408: return "Request Timeout";
        case 413: return "Content Too Large";
        case 416: return "Range Not Satisfiable";
        case 431: return "Request Header Fields Too Large";
        case 505: return "HTTP Version Not Supported";
        default: return "Internal Server Error";
    }
}

std::string_view type_of(const fs::path& file) {
    // Tables and Markdown go as plain text: browsers save text/csv to the disk instead of showing it.
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> types{{{".json", "application/json"},
                                                                                  {".html", "text/html; charset=utf-8"},
                                                                                  {".svg", "image/svg+xml"},
                                                                                  {".png", "image/png"},
                                                                                  {".pdf", "application/pdf"}}};
    for (const auto& [ending, type] : types) {
        if (file.extension() == ending) return type;
    }
    return "text/plain; charset=utf-8";
}

// What is served is looked at, never run: neither pages nor figures may load or start anything.
std::string head_of(int status, std::string_view type, std::uint64_t length, KeepAlive keep_alive,
                    std::string_view more = {}) {
    std::string head = "HTTP/1.1 " + std::to_string(status) + " ";
    head.append(phrase(status)).append("\r\nServer: better-together\r\nContent-Type: ").append(type);
    head += "\r\nContent-Length: " + std::to_string(length);
    head +=
        "\r\nX-Content-Type-Options: nosniff\r\nCache-Control: no-cache\r\nContent-Security-Policy: default-src "
        "'none'; style-src 'unsafe-inline'; img-src 'self' data:\r\n";
    head.append(more);
    if (keep_alive == KeepAlive::no) head += "Connection: close\r\n";
    return head += "\r\n";
}

Answer text_answer(const Request& request, std::string_view type, std::string text) {
    Answer answer{head_of(200, type, text.size(), request.keep_alive)};
    answer.keep_alive = request.keep_alive;
    if (request.method == Method::head) return answer;
    answer.left = text.size();
    answer.text = std::make_shared<const std::string>(std::move(text));
    return answer;
}

bool is_address(const std::string& host) {
    std::array<unsigned char, 16> bytes{};
    if (inet_pton(AF_INET, host.c_str(), bytes.data()) == 1) return true;
    return host.size() > 2 && host.front() == '[' &&
           inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), bytes.data()) == 1;
}

std::string own_name() {
    std::array<char, 256> name{};
    return ::gethostname(name.data(), name.size() - 1) == 0 ? std::string(name.data()) : std::string();
}

}  // namespace

Site::Site(const Options& options, std::string token)
    : root_(options.root), bind_(options.bind), date_(options.date), token_(std::move(token)), files_(root_) {}

Answer Site::refuse(int status, std::string_view why, Method method) {
    const std::string text = std::string(why) + "\n";
    Answer answer{head_of(status, "text/plain; charset=utf-8", text.size(), KeepAlive::no,
                          status == 405 ? "Allow: GET, HEAD\r\n" : "")};
    if (method == Method::head) return answer;
    answer.left = text.size();
    answer.text = std::make_shared<const std::string>(text);
    return answer;
}

// A page of somebody else whose name was made to lead here has a Host of its own. A number or this machine's own name
// cannot be such a name.
bool Site::is_own_host(const Request& request) const {
    if (!request.host) return true;  // HTTP/1.0, which no browser speaks
    if (*request.host == "localhost" || *request.host == "127.0.0.1" || *request.host == "[::1]") return true;
    if (bind_ == "127.0.0.1") return false;
    return *request.host == bind_ || is_address(*request.host) || *request.host == own_name();
}

Answer Site::answer(const Request& request) {
    if (request.method == Method::other) return refuse(405, "this server is only read: GET and HEAD");
    if (!is_own_host(request)) return refuse(403, "this server has another name", request.method);
    const store::Layout layout(root_);
    if (request.path == "/health") return text_answer(request, "application/json", health());
    if (request.path == "/index.json") {
        return text_answer(request, "application/json", index_json(layout, everything(layout)));
    }
    if (request.path == "/") {
        return text_answer(request, "text/html; charset=utf-8", page_html(layout, everything(layout)));
    }
    constexpr std::string_view files = "/files/";
    constexpr std::string_view schedules = "/schedules/";
    const std::string_view path = request.path;
    std::optional<fs::path> file;
    if (path.starts_with(files)) {
        file = fs::path(path.substr(files.size()));
        if (!store::Date::parse(file->begin()->native())) file.reset();
    } else if (path.starts_with(schedules)) {
        file = schedules_file(path.substr(schedules.size()));
    } else {
        file = earlier_path(path);
    }
    if (file) return answer_file(request, *file);
    return refuse(404, "no such file; /index.json lists those there are", request.method);
}

Answer Site::answer_file(const Request& request, const fs::path& relative) {
    const auto found = files_.find(relative);
    if (!found) return refuse(404, "no such file; /index.json lists those there are", request.method);
    std::string more = "ETag: " + found->etag + "\r\nAccept-Ranges: bytes\r\n";
    const auto empty = [&](int status, std::uint64_t length) {
        Answer answer{head_of(status, type_of(relative), length, request.keep_alive, more)};
        answer.keep_alive = request.keep_alive;
        return answer;
    };
    const bool known = request.if_none_match == "*" || request.if_none_match.find(found->etag) != std::string::npos;
    if (known) return empty(304, found->size);
    const bool of_this = request.if_range.empty() || request.if_range == found->etag;
    const Extent extent = parse_range(of_this ? std::string_view(request.range) : "", found->size);
    const std::string size = std::to_string(found->size);
    if (extent.kind == Extent::Kind::behind_end) {
        more += "Content-Range: bytes */" + size + "\r\n";
        return empty(416, 0);
    }
    const bool part = extent.kind == Extent::Kind::part;
    if (part) {
        more += "Content-Range: bytes " + std::to_string(extent.first) + "-" +
                std::to_string(extent.first + extent.count - 1) + "/" + size + "\r\n";
    }
    Answer answer = empty(part ? 206 : 200, extent.count);
    if (request.method == Method::head) return answer;
    answer.offset = extent.first;
    answer.left = extent.count;
    answer.text = found->text;
    answer.file = found->file;
    return answer;
}

std::optional<fs::path> Site::newest_with(const std::string& file) const {
    if (file.empty() || file.find('/') != std::string::npos) return std::nullopt;
    const store::Store held(root_);
    const auto has = [&](const store::Date& date) {
        std::error_code ignored;
        return fs::is_regular_file(held.layout().schedules(date) / file, ignored);
    };
    const auto date = date_ ? date_ : held.newest_date(has);
    if (!date) return std::nullopt;
    return (held.layout().schedules(*date) / file).lexically_relative(root_);
}

std::optional<fs::path> Site::schedules_file(std::string_view rest) const { return newest_with(std::string(rest)); }

// "/<device>/<app>/<vk|cu|cpu>/schedules.json"
std::optional<fs::path> Site::earlier_path(std::string_view path) const {
    std::vector<std::string> parts;
    for (std::size_t begin = 1; begin <= path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        parts.emplace_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    if (parts.size() != 4 || parts[3] != "schedules.json") return std::nullopt;
    try {
        const auto file = store::Layout({}).schedules(store::Date::today(), DeviceId(parts[0]), AppName(parts[1]),
                                                      parse_backend(parts[2]));
        return newest_with(file.filename().string());
    } catch (const Error&) {
        return std::nullopt;  // no such names
    }
}

std::string Site::health() const {
    format::JsonWriter json;
    json.begin_object().member("kind", "health").member("program", "better-together");
    json.member("version", version()).member("store", format::valid_utf8(fs::absolute(root_).string()));
    json.member("pid", static_cast<int>(::getpid())).member("token", token_);
    return json.end().take();
}

}  // namespace bt::serve
