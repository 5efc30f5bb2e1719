#include "auth/argon2id.hpp"

#include "auth/errc.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(argon2id)

namespace {

// From the reference implementation's src/test.c (phc-winner-argon2).
constexpr const char* small_id =
    "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
constexpr const char* two_lanes =
    "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc";

boost::system::error_code error_of(const std::string& stored)
{
    const auto described = describe_argon2(stored);
    return described ? boost::system::error_code() : described.error();
}

std::string with_cost(const std::string& cost)
{
    return "$argon2id$v=19$" + cost + "$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
}

std::string with_salt_and_digest(const std::string& salt, const std::string& digest)
{
    return "$argon2id$v=19$m=256,t=2,p=1$" + salt + "$" + digest;
}

}  // namespace

BOOST_AUTO_TEST_CASE(knows_the_vectors_of_the_reference_implementation)
{
    const struct
    {
        const char* password;
        const char* stored;
    } cases[] = {
        {"password", small_id},
        {"password", two_lanes},
        {"password",
         "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc"},
        {"differentpassword",
         "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$C4TWUs9rDEvq7w3+J4umqA32aWKB1+DSiRuBfYxFj94"},
        {"password",
         "$argon2id$v=19$m=65536,t=2,p=1$ZGlmZnNhbHQ$vfMrBczELrFdWP0ZsfhWsRPaHppYdP3MVEMIVlqoFBw"},
        {"password",
         "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8"},
        {"password",  // version 1.0, which names no version
         "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ"},
    };
    for (const auto& one : cases) {
        const auto right = verify_argon2(one.password, one.stored);
        BOOST_REQUIRE_MESSAGE(right.has_value(), one.stored);
        BOOST_TEST(*right, one.stored);
        BOOST_TEST(!verify_argon2("Password", one.stored).value(), one.stored);
    }
}

BOOST_AUTO_TEST_CASE(every_part_of_the_line_counts)
{
    for (const char* changed :
         {"$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$argon2id$v=16$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$argon2id$v=19$m=264,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$argon2id$v=19$m=256,t=3,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHU$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
          "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/8"})
        BOOST_TEST(!verify_argon2("password", changed).value(), changed);
}

BOOST_AUTO_TEST_CASE(any_bytes_can_be_a_password)
{
    const std::string_view with_nul("pass\0word", 9);
    BOOST_TEST(!verify_argon2(std::string_view("password\0", 9), small_id).value());
    BOOST_TEST(!verify_argon2(with_nul, small_id).value());
    BOOST_TEST(!verify_argon2("", small_id).value());
    const std::string stored = hash_argon2id(with_nul);
    BOOST_TEST(verify_argon2(with_nul, stored).value());
    BOOST_TEST(!verify_argon2("pass", stored).value());
}

BOOST_AUTO_TEST_CASE(refuses_malformed_lines)
{
    const std::string digest = "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    for (const std::string& bad : {
             std::string("$argon2id$"),
             std::string("$argon2id$v=19"),
             std::string("$argon2id$v=19$m=256,t=2,p=1"),
             std::string("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ"),
             std::string("$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$"),
             std::string(small_id) + "$",
             std::string(small_id) + "=",
             std::string(small_id) + " ",
             "$argon2id$v=18$m=256,t=2,p=1$c29tZXNhbHQ$" + digest,
             "$argon2id$v=$m=256,t=2,p=1$c29tZXNhbHQ$" + digest,
             with_cost(""),
             with_cost("m=256"),
             with_cost("m=256,t=2"),
             with_cost("t=2,m=256,p=1"),
             with_cost("m=256,p=1,t=2"),
             with_cost("m=256,t=2,p=1,x=1"),
             with_cost("m=256,t=2,p=1,data=AAAA"),
             with_cost("m=,t=2,p=1"),
             with_cost("m=256,t=,p=1"),
             with_cost("m=256,t=2,p="),
             with_cost("m=-256,t=2,p=1"),
             with_cost("m=0256,t=2,p=1"),
             with_cost("m=256,t=0,p=1"),
             with_cost("m=256,t=2,p=0"),
             with_cost("m=7,t=2,p=1"),
             with_cost("m=15,t=2,p=2"),
             with_cost("m= 256,t=2,p=1"),
             with_salt_and_digest("", digest),
             with_salt_and_digest("c29tZXM", digest),  // 5 bytes
             with_salt_and_digest("c29tZXNhbHQ=", digest),
             with_salt_and_digest("c29t_XNhbHQ", digest),
             with_salt_and_digest("c29tZXNhbHQ", "nf65EA"),
             with_salt_and_digest("c29tZXNhbHQ", "nf65 OgLrQMR/uIPnA4r"),
         }) {
        BOOST_TEST((error_of(bad) == errc::malformed_hash), bad);
        BOOST_TEST(!verify_argon2("password", bad).has_value(), bad);
    }
}

BOOST_AUTO_TEST_CASE(memory_passes_and_lanes_have_limits)
{
    for (const char* within :
         {"m=8,t=1,p=1", "m=1048575,t=1,p=1", "m=1048576,t=1,p=1", "m=1048576,t=4,p=1",
          "m=1024,t=4096,p=1", "m=1024,t=1,p=63", "m=1024,t=1,p=64"})
        BOOST_TEST(!error_of(with_cost(within)).failed(), within);
    for (const char* above :
         {"m=1048577,t=1,p=1", "m=1048576,t=5,p=1", "m=1024,t=4097,p=1", "m=1024,t=1,p=65",
          "m=4294967296,t=1,p=1", "m=256,t=99999999999,p=1", "m=256,t=2,p=16777216"}) {
        BOOST_TEST((error_of(with_cost(above)) == errc::hash_cost_above_limit), above);
        BOOST_TEST(!verify_argon2("password", with_cost(above)).has_value(), above);
    }
}

BOOST_AUTO_TEST_CASE(makes_what_owasp_advises_with_a_new_salt_each_time)
{
    const std::string one = hash_argon2id("pässword");
    BOOST_TEST(one != hash_argon2id("pässword"));
    BOOST_TEST(one.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
    BOOST_TEST(verify_argon2("pässword", one).value());
    BOOST_TEST(!verify_argon2("passwort", one).value());
    const auto described = describe_argon2(one);
    BOOST_REQUIRE(described.has_value());
    BOOST_TEST(described->label == "argon2id, 19 MiB, t=2, p=1");
    BOOST_TEST(described->warning == "");
    BOOST_TEST((described->scheme == hash_scheme::argon2id));
}

BOOST_AUTO_TEST_CASE(warns_of_little_memory_and_of_argon2i)
{
    BOOST_TEST(describe_argon2(small_id)->label == "argon2id, 256 KiB, t=2, p=1");
    BOOST_TEST(!describe_argon2(small_id)->warning.empty());
    const auto old = describe_argon2(
        "$argon2i$m=65536,t=2,p=1$c29tZXNhbHQ$9sTbSlTio3Biev89thdrlKKiCaYsjjYVJxGAL3swxpQ"
    );
    BOOST_TEST((old->scheme == hash_scheme::argon2i));
    BOOST_TEST(old->label == "argon2i, 64 MiB, t=2, p=1");
    BOOST_TEST(!old->warning.empty());
}

BOOST_AUTO_TEST_SUITE_END()
