#include "runtime/application.hpp"

namespace bt::apps {

std::size_t size_of(Element element) {
    switch (element) {
        case Element::f32:
        case Element::u32:
        case Element::i32: return 4;
        case Element::u8: return 1;
    }
    return 1;
}

}  // namespace bt::apps
