// Exclusive prefix sum over the work group; every thread calls it. The total of the last call is in scan_total().
shared uint scan_words[256];

uint scan_exclusive(uint value) {
    const uint me = gl_LocalInvocationID.x;
    barrier();  // the words of an earlier scan have been read
    scan_words[me] = value;
    barrier();
    for (uint distance = 1; distance < group_size; distance *= 2) {
        const uint before = me >= distance ? scan_words[me - distance] : 0;
        barrier();
        scan_words[me] += before;
        barrier();
    }
    return scan_words[me] - value;
}

uint scan_total() { return scan_words[group_size - 1]; }
