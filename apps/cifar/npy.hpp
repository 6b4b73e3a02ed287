#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace bt::apps::cifar {

// The most elements of an array that is read: 25 times all parameters of the network.
inline constexpr std::size_t npy_most_elements = std::size_t{1} << 21U;

struct NpyArray {
    std::vector<std::size_t> shape;
    std::vector<float> values;  // in C order, all finite
};

// A NumPy array file (format 1, 2 or 3) of little-endian float32 or float64 in C order, with nothing behind the data.
// `file` is for the words of errors, which are data errors that give the offset in bytes.
NpyArray read_npy(std::string_view bytes, const std::string& file);

// "(16, 3, 3, 3)", as NumPy writes it.
std::string shape_text(const std::vector<std::size_t>& shape);

}  // namespace bt::apps::cifar
