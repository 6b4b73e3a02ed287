#pragma once

#include <vector>

namespace bt::apps {

// Pins the calling thread to one core and reads the affinity back: shells of phones live in cpusets, and a request for
// a core outside is granted in words only. Throws a device error that names the core.
void pin_this_thread(int core);

// Whether it is still so: who moves a shell to another cpuset moves its threads off their cores, and tells nobody.
bool this_thread_is_pinned_to(int core);

// Cores that this process may use, ascending.
std::vector<int> allowed_cores();

// This thread's affinity is put back when the object goes.
class AffinityGuard {
public:
    AffinityGuard() : before_(allowed_cores()) {}
    AffinityGuard(const AffinityGuard&) = delete;
    AffinityGuard& operator=(const AffinityGuard&) = delete;
    ~AffinityGuard();

private:
    std::vector<int> before_;
};

}  // namespace bt::apps
