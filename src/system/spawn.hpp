#pragma once

#include <sys/types.h>

#include "bt/system/child.hpp"
#include "bt/system/fd.hpp"

namespace bt::system {

// A started process, the leader of its own group.
struct Spawned {
    pid_t pid;
    Fd ended;  // pidfd: readable from its end on
    Fd out;
    Fd err;
    Fd held{};  // the far end of an input that is held open
};

// Nothing where there is no such program.
std::optional<Spawned> spawn(const Command& command, const Input& input);

}  // namespace bt::system
