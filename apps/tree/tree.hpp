#pragma once

#include "runtime/application.hpp"

namespace bt::apps {

// Point clouds → octrees in seven stages of integer work.
AppEntry tree_entry();

}  // namespace bt::apps
