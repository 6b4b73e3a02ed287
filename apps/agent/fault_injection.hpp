#pragma once

#include <memory>

#include "runtime/application.hpp"

namespace bt::agent {

// For tests of everything that must notice a wrong result: where BT_TEST_SKIP_STAGE=N is set, stage N does nothing on
// CPU PUs, as the earlier system's first stages did for weeks. Says so on stderr.
std::unique_ptr<apps::Application> with_injected_fault(std::unique_ptr<apps::Application> app);

}  // namespace bt::agent
