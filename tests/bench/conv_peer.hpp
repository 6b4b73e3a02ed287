#pragma once

#include <memory>
#include <string>
#include <vector>

#include "bench/conv_case.hpp"

namespace bt::apps::cifar {

// oneDNN on one thread, with the layouts that it likes best for images, weights and result, and ReLU fused.
class ConvPeer {
public:
    virtual ~ConvPeer() = default;
    static std::unique_ptr<ConvPeer> make(const ConvCase& of);  // null where it was not there at build time

    virtual int lanes() const = 0;  // of the instruction set that it uses
    virtual std::string name() const = 0;
    virtual void run() = 0;
    virtual std::vector<float> plain_output() = 0;  // NCHW
};

}  // namespace bt::apps::cifar
