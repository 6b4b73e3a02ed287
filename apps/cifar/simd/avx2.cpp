#define BT_LANES 8
#define BT_SET kernels_avx2
#define BT_SET_NAME "AVX2"
#include "cifar/simd/kernels.inc"
