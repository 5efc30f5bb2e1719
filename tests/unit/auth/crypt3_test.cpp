#include "auth/crypt3.hpp"

#include "auth/errc.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <thread>
#include <vector>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(crypt3)

namespace {

constexpr const char* bcrypt_5 =
    "$2b$05$CCCCCCCCCCCCCCCCCCCCC.znlhxSigSHZX0lte0LQQ.xsuWdIHGly";  // p
constexpr const char* sha512 =
    "$6$rounds=1000$salt$N8I5yY.DVAi0RYZoApj5y0Yv0e9Dvxr7bCdZ6GDD0ApJC5ilq9VE3cINc3cgkgH0f4wTy9wNw"
    "zucWKnDWyp7E1";  // p
constexpr const char* sha256_long =
    "$5$rounds=1000$salt$f6BM3YXHXEzaPBwQyLT.dESUtZVeD6IX.pL.Uiplfb0";  // 511 times x

boost::system::error_code error_of(const std::string& stored)
{
    if (!find_crypt_scheme(stored)) return errc::unknown_hash_scheme;
    const auto described = describe_crypt(stored);
    return described ? boost::system::error_code() : described.error();
}

struct published
{
    const char* password;
    const char* stored;
};

const published vectors[] = {
    // Openwall crypt_blowfish, wrapper.c
    {"U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"},
    {"U*U*", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK"},
    {"U*U*U", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a"},
    {"", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.7uG0VCzI2bS7j6ymqJi9CdcdxiRTWNy"},
    {"\xff\xff\xa3", "$2b$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"},
    {"\xff\xff\xa3", "$2y$05$/OK.fbVrR/bpIqNJ5ianF.CE5elHaaO4EbggVDjb8P19RukzXSM3e"},
    {"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are "
     "ignored",
     "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui"},
    // Drepper, SHA-crypt.txt
    {"Hello world!", "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5"},
    {"Hello world!",
     "$5$rounds=10000$saltstringsaltst$3xv.VbSHBb41AL9AvLeujZkZRBAwqFMz2.opqey6IcA"},
    {"This is just a test",
     "$5$rounds=5000$toolongsaltstrin$Un/5jzAHMgOGZ5.mWJpuVolil07guHPvOW8mGRcvxa5"},
    {"Hello world!",
     "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEO"
     "faS35inz1"},
    {"Hello world!",
     "$6$rounds=10000$saltstringsaltst$OW1/O6BYHV6BcXZu8QVeXbDWra3Oeqh0sbHbbMCVNSnCM/UrjmM0Dp8vOuZ"
     "eHBy/YTBmSK6H9qs/y3RnOaw5v."},
    // As Debian's passwd writes it
    {"WA7NERURoVlDegBUVyM1Kk",
     "$y$j9T$Qeof7nTZR1kT1cFwdlZqd0$B5.LdYzAcE8IwmEjeOUR9RwIwpalyyj/oxaiDqnryZ/"},
};

}  // namespace

BOOST_AUTO_TEST_CASE(knows_the_published_vectors)
{
    for (const published& one : vectors) {
        const auto right = verify_crypt(one.password, one.stored);
        BOOST_REQUIRE_MESSAGE(right.has_value(), one.stored);
        BOOST_TEST(*right, one.stored);
        BOOST_TEST(!verify_crypt(std::string("x") + one.password, one.stored).value(), one.stored);
    }
}

BOOST_AUTO_TEST_CASE(many_threads_can_check_at_once)
{
    std::atomic<int> right{0};
    std::vector<std::thread> threads;
    for (int number = 0; number < 4; ++number)
        threads.emplace_back([&right] {
            for (int again = 0; again < 5; ++again) {
                right += verify_crypt("p", bcrypt_5).value() ? 1 : 0;
                right += verify_crypt("p", sha512).value() ? 1 : 0;
                right += verify_crypt("q", sha512).value() ? 100 : 0;
            }
        });
    for (std::thread& one : threads)
        one.join();
    BOOST_TEST(right == 40);
}

BOOST_AUTO_TEST_CASE(a_nul_never_cuts_a_password_short)
{
    for (const char* stored : {bcrypt_5, sha512}) {
        BOOST_TEST(verify_crypt("p", stored).value());
        BOOST_TEST(!verify_crypt(std::string_view("p\0", 2), stored).value());
        BOOST_TEST(!verify_crypt(std::string_view("p\0q", 3), stored).value());
    }
}

BOOST_AUTO_TEST_CASE(a_password_longer_than_crypt_takes_is_wrong_not_an_error)
{
    BOOST_TEST(!verify_crypt(std::string(510, 'x'), sha256_long).value());
    BOOST_TEST(verify_crypt(std::string(511, 'x'), sha256_long).value());
    BOOST_TEST(!verify_crypt(std::string(512, 'x'), sha256_long).value());
    BOOST_TEST(!verify_crypt(std::string(60000, 'x'), sha256_long).value());
}

BOOST_AUTO_TEST_CASE(refuses_malformed_lines)
{
    const std::string yescrypt_digest = "B5.LdYzAcE8IwmEjeOUR9RwIwpalyyj/oxaiDqnryZ/";
    const std::string sha256_digest = "5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5";
    for (const std::string& bad : {
             std::string("$2b$"),
             std::string("$2b$05$"),
             std::string("$2b$5$CCCCCCCCCCCCCCCCCCCCC.znlhxSigSHZX0lte0LQQ.xsuWdIHGly"),
             std::string("$2b$03$CCCCCCCCCCCCCCCCCCCCC.znlhxSigSHZX0lte0LQQ.xsuWdIHGly"),
             std::string("$2b$32$CCCCCCCCCCCCCCCCCCCCC.znlhxSigSHZX0lte0LQQ.xsuWdIHGly"),
             std::string("$2b$0x$CCCCCCCCCCCCCCCCCCCCC.znlhxSigSHZX0lte0LQQ.xsuWdIHGly"),
             std::string("$2b$05$CCCCCCCCCCCCCCCCCCCCC.znlhxSigSHZX0lte0LQQ.xsuWdIHGl"),
             std::string("$2b$05$CCCCCCCCCCCCCCCCCCCCC.znlhxSigSHZX0lte0LQQ.xsuWdIHGlyy"),
             std::string("$2b$05$CCCCCCCCCCCCCCCCCCCCC.znlhxSigSHZX0lte0LQQ.xsuWdIHG+y"),
             std::string(bcrypt_5) + "$",
             std::string("$5$"),
             std::string("$5$salt"),
             std::string("$5$salt$"),
             "$5$salt$" + sha256_digest.substr(1),
             "$5$salt$" + sha256_digest + "5",
             "$5$salt$" + sha256_digest.substr(1) + "!",
             "$5$seventeenletters1$" + sha256_digest,
             "$5$rounds=999$salt$" + sha256_digest,
             "$5$rounds=0$salt$" + sha256_digest,
             "$5$rounds=01000$salt$" + sha256_digest,
             "$5$rounds=$salt$" + sha256_digest,
             "$5$rounds=x$salt$" + sha256_digest,
             "$5$round=1000$salt$" + sha256_digest,
             "$6$salt$" + sha256_digest,
             std::string("$y$"),
             std::string("$y$j9T$"),
             std::string("$y$j9T$salt"),
             "$y$$salt$" + yescrypt_digest,
             "$y$j9$salt$" + yescrypt_digest,
             "$y$j9T.$salt$" + yescrypt_digest,
             "$y$/9T$salt$" + yescrypt_digest,
             "$y$jzT$salt$" + yescrypt_digest,
             "$y$j9z$salt$" + yescrypt_digest,
             "$y$j9T$sa!t$" + yescrypt_digest,
             "$y$j9T$salt$" + yescrypt_digest.substr(1),
         }) {
        BOOST_TEST((error_of(bad) == errc::malformed_hash), bad);
        BOOST_TEST(!verify_crypt("p", bad).has_value(), bad);
    }
}

BOOST_AUTO_TEST_CASE(other_schemes_of_crypt_are_not_ours)
{
    for (const char* other :
         {"", "$", "$1$salt$hash", "$2$05$x", "$2x$05$x", "$3$$x", "$7$x", "$gy$x", "$md5$x",
          "ab1234567890", "_J9..rasmBYk8r9AiWNc", "$5", "$6salt", "$argon2id$x", "{SHA}x"})
        BOOST_TEST(!find_crypt_scheme(other).has_value(), other);
}

BOOST_AUTO_TEST_CASE(costs_have_limits)
{
    const auto bcrypt = [](const char* cost) {
        return "$2b$" + std::string(cost) +
               "$CCCCCCCCCCCCCCCCCCCCC.znlhxSigSHZX0lte0LQQ.xsuWdIHGly";
    };
    const auto sha = [](const char* rounds) {
        return "$5$rounds=" + std::string(rounds) +
               "$s$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5";
    };
    const auto yescrypt = [](const char* cost) {
        return "$y$" + std::string(cost) + "$salt$B5.LdYzAcE8IwmEjeOUR9RwIwpalyyj/oxaiDqnryZ/";
    };
    for (const std::string& within :
         {bcrypt("04"), bcrypt("14"), bcrypt("15"), sha("1000"), sha("999999"), sha("1000000"),
          yescrypt("j9T"), yescrypt("jFT")})
        BOOST_TEST(!error_of(within).failed(), within);
    for (const std::string& above :
         {bcrypt("16"), bcrypt("31"), sha("1000001"), sha("999999999"), sha("99999999999999"),
          yescrypt("jGT"), yescrypt("jdj")}) {
        BOOST_TEST((error_of(above) == errc::hash_cost_above_limit), above);
        BOOST_TEST(!verify_crypt("p", above).has_value(), above);
    }
}

BOOST_AUTO_TEST_CASE(describes_what_it_is_and_warns_of_the_cheap)
{
    BOOST_TEST(describe_crypt(bcrypt_5)->label == "bcrypt, cost 5");
    BOOST_TEST(!describe_crypt(bcrypt_5)->warning.empty());
    const auto usual =
        describe_crypt("$2y$12$CCCCCCCCCCCCCCCCCCCCC.znlhxSigSHZX0lte0LQQ.xsuWdIHGly");
    BOOST_TEST(usual->label == "bcrypt, cost 12");
    BOOST_TEST(usual->warning == "");
    BOOST_TEST(describe_crypt(sha512)->label == "SHA-512 crypt, 1000 rounds");
    BOOST_TEST((describe_crypt(sha512)->scheme == hash_scheme::sha512_crypt));
    BOOST_TEST(describe_crypt(vectors[7].stored)->label == "SHA-256 crypt, 5000 rounds");
    const auto modern = describe_crypt(vectors[12].stored);
    BOOST_TEST((modern->scheme == hash_scheme::yescrypt));
    BOOST_TEST(modern->label == "yescrypt, 16384 KiB");
    BOOST_TEST(modern->warning == "");
}

BOOST_AUTO_TEST_SUITE_END()
