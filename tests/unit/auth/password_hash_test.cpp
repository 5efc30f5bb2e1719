#include "auth/password_hash.hpp"

#include "auth/errc.hpp"
#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(password_hash)

BOOST_AUTO_TEST_CASE(finds_the_scheme_by_its_prefix)
{
    const struct
    {
        std::string stored;
        hash_scheme scheme;
        const char* password;
    } cases[] = {
        {test::make_cheap_hash("p"), hash_scheme::pbkdf2_sha256, "p"},
        {"$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
         hash_scheme::argon2id, "password"},
        {"$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$iekCn0Y3spW+sCcFanM2xBT63UP2sghkUoHLIUpWRS8",
         hash_scheme::argon2i, "password"},
        {"$2y$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", hash_scheme::bcrypt,
         "U*U"},
        {"$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5", hash_scheme::sha256_crypt,
         "Hello world!"},
    };
    for (const auto& one : cases) {
        const auto described = describe_password_hash(one.stored);
        BOOST_REQUIRE_MESSAGE(described.has_value(), one.stored);
        BOOST_TEST((described->scheme == one.scheme), one.stored);
        BOOST_TEST(verify_password(one.password, one.stored).value(), one.stored);
        BOOST_TEST(!verify_password("wrong", one.stored).value(), one.stored);
        BOOST_TEST(verify_password(one.password, " \t" + one.stored + "\r\n").value(), one.stored);
    }
}

BOOST_AUTO_TEST_CASE(says_that_it_does_not_know_a_scheme)
{
    for (const char* foreign :
         {"notahash", "md5$1$a$b", "<PUT HASH HERE>", "PBKDF2_SHA256$1$a$b", "pbkdf2_sha1$1$a$b",
          "pbkdf2_sha256", "$argon2d$v=19$m=256,t=2,p=1$a$b", "$argon2$x", "plain password", "$",
          "scrypt$a$b$c", "12-characters", "14characters..", "13characters!"}) {
        const auto described = describe_password_hash(foreign);
        BOOST_REQUIRE_MESSAGE(!described.has_value(), foreign);
        BOOST_TEST((described.error() == errc::unknown_hash_scheme), foreign);
        BOOST_TEST((verify_password("x", foreign).error() == errc::unknown_hash_scheme), foreign);
    }
}

BOOST_AUTO_TEST_CASE(says_of_which_hashes_it_will_not_hear)
{
    for (const char* weak :
         {"$apr1$T0CrnYzG$jKSdzfQHQcufkhjIIIzBm.", "$1$saltsalt$qjXMvbEw8oaL.CzflDtaK/",
          "{SHA}UWuXg/ylF+7L0dBk2i0WUxCxl1k=", "{SSHA}MGwWH0MtU0JXVTlJW7nbmbPdB3rJ5AbP",
          "GHNtM0JlHhB3c", " rl.3StKT.4T8M\r\n"}) {
        const auto described = describe_password_hash(weak);
        BOOST_REQUIRE_MESSAGE(!described.has_value(), weak);
        BOOST_TEST((described.error() == errc::weak_hash_scheme), weak);
        BOOST_TEST((verify_password("p", weak).error() == errc::weak_hash_scheme), weak);
    }
}

BOOST_AUTO_TEST_CASE(an_empty_an_endless_and_a_broken_text_are_malformed)
{
    const std::string good = test::make_cheap_hash("p");
    for (const std::string& bad :
         {std::string(), std::string("  \r\n"), good + std::string("\0", 1),
          good + std::string("\0x", 2), "$5$" + std::string(1022, 'a')}) {
        const auto described = describe_password_hash(bad);
        BOOST_REQUIRE_MESSAGE(!described.has_value(), bad);
        BOOST_TEST((described.error() == errc::malformed_hash), bad);
        BOOST_TEST(!verify_password("p", bad).has_value(), bad);
    }
}

BOOST_AUTO_TEST_CASE(passwords_may_be_as_long_as_a_request_head)
{
    const std::string longest(65'536, 'x');
    const std::string stored = test::make_cheap_hash(longest);
    BOOST_TEST(!verify_password(longest.substr(1), stored).value());
    BOOST_TEST(verify_password(longest, stored).value());
    BOOST_TEST(!verify_password(longest + "x", stored).value());
}

BOOST_AUTO_TEST_CASE(makes_hashes_of_two_schemes_only)
{
    for (const hash_scheme scheme : {hash_scheme::argon2id, hash_scheme::pbkdf2_sha256}) {
        const std::string stored = hash_password("päss:word", scheme);
        BOOST_TEST((describe_password_hash(stored)->scheme == scheme));
        BOOST_TEST(verify_password("päss:word", stored).value());
        BOOST_TEST(!verify_password("päss:wor", stored).value());
    }
    for (const hash_scheme scheme :
         {hash_scheme::argon2i, hash_scheme::bcrypt, hash_scheme::sha256_crypt,
          hash_scheme::sha512_crypt, hash_scheme::yescrypt})
        BOOST_CHECK_THROW((void)hash_password("x", scheme), std::invalid_argument);
    BOOST_CHECK_THROW(
        (void)hash_password(std::string(65'537, 'x'), hash_scheme::argon2id), std::invalid_argument
    );
}

BOOST_AUTO_TEST_SUITE_END()
