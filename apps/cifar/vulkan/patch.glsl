// Four pixels side by side, in the input and in the output of a convolution.
const uint pixels = side * side;
const uint quads_in_row = side / 4;
const uint quads = pixels / 4;

struct Quad {
    uint x;
    uint y;
};

Quad quad_at(uint number) { return Quad(number % quads_in_row * 4, number / quads_in_row); }
