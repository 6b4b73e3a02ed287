#define BT_ENCODE encode_avx512
#include "tree/cpu/encode.inc"
