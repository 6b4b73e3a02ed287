// What the shaders of the tree share. Work groups of 256 on devices with any size of subgroup: lanes talk through
// shared memory only.
layout(local_size_x = 256) in;

const uint group_size = 256;
const uint tile_size = 2048;  // elements of a work group where it counts, sums or sorts
const uint per_thread = tile_size / group_size;

const uint code_bits = 30;
const uint levels = 10;
const uint leaf_bit = 0x80000000u;

const uint leaves_at = 0;  // in the buffer `counts`
const uint nodes_at = 1;
const uint cells_at = 2;

// For one thread per element: the first element of this thread, and the distance to its next.
uint first_element() { return gl_GlobalInvocationID.x; }
uint element_stride() { return gl_NumWorkGroups.x * group_size; }
