#include "bt/core/sha256.hpp"

#include <gtest/gtest.h>

namespace bt {
namespace {

// The vectors of FIPS 180-4.
TEST(Sha256, AgreesWithTheStandardsVectors) {
    EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    EXPECT_EQ(sha256_hex(std::string(1000000, 'a')),
              "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST(Sha256, DoesNotDependOnHowTheBytesArrive) {
    const std::string text(200, 'x');
    Sha256 whole;
    whole.update(text);
    Sha256 pieces;
    for (std::size_t i = 0; i < text.size(); i += 7) pieces.update(std::string_view(text).substr(i, 7));
    EXPECT_EQ(whole.digest(), pieces.digest());
}

}  // namespace
}  // namespace bt
