#include "cifar/simd/choice.hpp"

namespace bt::apps::cifar {

#if defined(__x86_64__)
extern const Kernels kernels_avx512;
extern const Kernels kernels_avx2;
#endif
extern const Kernels kernels_vector4;
extern const Kernels kernels_scalar;

namespace {

std::vector<const Kernels*> find_usable() {
    std::vector<const Kernels*> sets;
#if defined(__x86_64__)
    __builtin_cpu_init();
    // Asks the system too: a kernel that does not save the wide registers hides the set.
    if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq"))
        sets.push_back(&kernels_avx512);
    if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) sets.push_back(&kernels_avx2);
#endif
    sets.push_back(&kernels_vector4);  // SSE2 and NEON belong to every processor that these programs are built for
    sets.push_back(&kernels_scalar);
    return sets;
}

}  // namespace

const std::vector<const Kernels*>& usable_kernels() {
    static const std::vector<const Kernels*> sets = find_usable();
    return sets;
}

}  // namespace bt::apps::cifar
