#define BT_LANES 16
#define BT_SET kernels_avx512
#define BT_SET_NAME "AVX-512"
#include "cifar/simd/kernels.inc"
