#include "bt/device/failure.hpp"

namespace bt::device {

std::string_view to_string(Fault fault) {
    switch (fault) {
        case Fault::absent: return "absent";
        case Fault::offline: return "offline";
        case Fault::unauthorized: return "unauthorized";
        case Fault::no_permission: return "no permission";
        case Fault::unreachable: return "unreachable";
        case Fault::refused: return "refused";
        case Fault::host_key: return "host key";
        case Fault::lost: return "lost";
        case Fault::timed_out: return "timed out";
        case Fault::full: return "full";
        case Fault::not_executable: return "not executable";
        case Fault::program_missing: return "program missing";
        case Fault::unsuitable: return "unsuitable";
        case Fault::garbled: return "garbled";
    }
    return "unknown";
}

bool may_come_back(Fault fault) {
    switch (fault) {
        case Fault::absent:
        case Fault::offline:
        case Fault::unreachable:
        case Fault::lost:
        case Fault::timed_out:
        case Fault::garbled: return true;
        default: return false;
    }
}

}  // namespace bt::device
