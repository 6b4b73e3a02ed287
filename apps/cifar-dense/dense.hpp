#pragma once

#include "runtime/application.hpp"

namespace bt::apps {

// A small convolutional network over CIFAR-10 images, nine stages of dense float32 work.
AppEntry cifar_dense_entry();

}  // namespace bt::apps
