#pragma once

#include "runtime/application.hpp"

namespace bt::apps {

// The network of cifar-dense with its smallest weights pruned away and the rest in compressed sparse rows.
AppEntry cifar_sparse_entry();

}  // namespace bt::apps
