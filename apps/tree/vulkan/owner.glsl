// The smallest cell that holds all codes below a node. A node without a cell of its own shares the level of its parent;
// three bits of prefix end a level, so that no more than two such stand above one another.
uint owner(uint node, uint nodes, uint cells) {
    for (int step = 0; step < 3; ++step) {
        node = min(node, nodes - 1);
        if (edges[node] != 0) break;
        node = node_parent[node];
    }
    node = min(node, nodes - 1);
    return min(offsets[node] + edges[node] - 1, cells - 1);
}

uint octant(uint code, uint level) { return code >> (code_bits - 3 * level) & 7; }
