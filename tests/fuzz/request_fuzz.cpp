// The head of an HTTP request, from anybody on the network: a path that can be looked up, or a reason why not.
#include "serve/request.hpp"

#include "fuzz/round_trip.hpp"
#include "fuzz/target.hpp"

namespace bt::fuzz::request_fuzz {
namespace {

using namespace bt::serve;
using bt::fuzz::promise;

void check_range(const std::string& range, std::uint64_t size) {
    const Extent extent = parse_range(range, size);
    if (extent.kind == Extent::Kind::behind_end) return;
    promise(extent.first <= size && extent.count <= size - extent.first, "a range lies inside the file");
    promise(extent.kind == Extent::Kind::whole || extent.count > 0, "a part is not empty");
}

}  // namespace

BT_FUZZ_TARGET(request) {
    const std::string_view head = bt::fuzz::text_of(data, size);
    Request request;
    if (const auto bad = parse_request(head, request)) {
        promise(bad->status >= 400 && bad->status < 600 && !bad->why.empty(), "a refusal says why");
        promise(request.keep_alive == KeepAlive::no, "nothing is read behind what was not understood");
        return 0;
    }
    promise(request.path.starts_with('/'), "a path begins with '/'");
    promise(request.path.find('\0') == std::string::npos, "a path holds no zero byte");
    for (const std::uint64_t file : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1000}, UINT64_MAX}) {
        check_range(request.range, file);
    }
    return 0;
}

}  // namespace bt::fuzz::request_fuzz
