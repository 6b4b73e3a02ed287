#define BT_ENCODE encode_plain
#include "tree/cpu/encode.inc"
