// What the shaders of the CIFAR applications share. Work groups of 64 on devices with any size of subgroup: lanes talk
// through shared memory only. Group y is the image.
layout(local_size_x = 64) in;

layout(constant_id = 1) const uint in_channels = 1;
layout(constant_id = 2) const uint out_channels = 8;
layout(constant_id = 3) const uint side = 8;

const uint group_size = 64;

uint image_number() { return gl_WorkGroupID.y; }
