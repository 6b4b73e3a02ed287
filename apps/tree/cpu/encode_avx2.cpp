#define BT_ENCODE encode_avx2
#include "tree/cpu/encode.inc"
