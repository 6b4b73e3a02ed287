#define BT_LANES 4
#define BT_SET kernels_vector4
#if defined(__aarch64__)
#define BT_SET_NAME "NEON"
#elif defined(__x86_64__)
#define BT_SET_NAME "SSE2"
#else
#define BT_SET_NAME "four lanes"
#endif
#include "cifar/simd/kernels.inc"
