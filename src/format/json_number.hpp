#pragma once

#include <string>

namespace bt::format {

// The shortest decimal text that reads back as the same double: "0.1", "1e+300", "3". Throws where it is not finite.
std::string number_text(double value);

}  // namespace bt::format
