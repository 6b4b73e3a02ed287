#pragma once

#include <cstddef>
#include <memory>

#include "runtime/application.hpp"

namespace bt::agent {

// For tests of everything that must notice a wrong result: where BT_TEST_SKIP_STAGE=N is set, stage N does nothing on
// CPU PUs, as the earlier system's first stages did for weeks; with BT_TEST_SKIP_STAGE=C:N only that of chain C,
// counted from 0 as in logs. Says so on stderr.
std::unique_ptr<apps::Application> with_injected_fault(std::unique_ptr<apps::Application> app, std::size_t chain);

}  // namespace bt::agent
