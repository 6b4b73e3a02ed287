#define BT_LANES 1
#define BT_SET kernels_scalar
#define BT_SET_NAME "scalar"
#include "cifar/simd/kernels.inc"
