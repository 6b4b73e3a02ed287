#pragma once

#include <chrono>

namespace bt {

using Nanoseconds = std::chrono::nanoseconds;                    // engines and logs: whole numbers
using Milliseconds = std::chrono::duration<double, std::milli>;  // tables and reports
using Seconds = std::chrono::duration<double>;                   // deadlines and budgets

}  // namespace bt
