#include "auth/pbkdf2.hpp"

#include "auth/errc.hpp"
#include "tests/unit/support/vectors.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(pbkdf2)

namespace {

// 32 zero bytes: well-formed, matches nothing.
const std::string some_digest = std::string(43, 'A') + "=";

boost::system::error_code error_of(const std::string& stored)
{
    const auto described = describe_pbkdf2(stored);
    return described ? boost::system::error_code() : described.error();
}

}  // namespace

BOOST_AUTO_TEST_CASE(knows_the_vector_of_rfc_7914_section_11_in_our_form)
{
    // P="passwd", S="salt", c=1, the first 32 of its 64 bytes.
    BOOST_TEST(
        verify_pbkdf2("passwd", "pbkdf2_sha256$1$salt$VawEblbjCJ/sFpHCJUS2BflBhSFt3gRl5oudV8INrLw=")
            .value()
    );
    // The usual SHA-256 counterpart of RFC 6070's first vector.
    BOOST_TEST(verify_pbkdf2(
                   "password", "pbkdf2_sha256$1$salt$Eg+2z/z4syxD5yJSVsT4N6hlSMkszDVICAWYfLcL4Xs="
    )
                   .value());
}

BOOST_AUTO_TEST_CASE(matches_every_hash_that_the_plugin_made)
{
    const auto vectors = test::load_vectors("pbkdf2.json");
    int matched = 0;
    for (const auto& one : vectors.at("hashes").as_array()) {
        const std::string stored = test::text_of(one.at("hash"));
        const auto result = verify_password(test::text_of(one.at("password")), stored);
        const boost::json::object& recorded = one.at("verify").as_object();
        if (recorded.contains("result")) {
            BOOST_REQUIRE_MESSAGE(result.has_value(), stored);
            BOOST_TEST(*result == recorded.at("result").as_bool(), stored);
            ++matched;
        } else {
            BOOST_TEST(!result.has_value(), stored);
        }
    }
    BOOST_TEST(matched > 15);
}

BOOST_AUTO_TEST_CASE(decides_every_check_as_the_plugin_does)
{
    const auto vectors = test::load_vectors("pbkdf2.json");
    int checked = 0;
    for (const auto& one : vectors.at("verify").as_array()) {
        const boost::json::object& recorded = one.as_object();
        if (!recorded.at("hash").is_string()) continue;  // null and a number: the configuration's
        const auto result = verify_password(
            test::text_of(recorded.at("password")), test::text_of(recorded.at("hash"))
        );
        const boost::json::value* expected = recorded.if_contains("result");
        // Where the plugin raises we report an error; where it can never match, either will do.
        if (expected == nullptr) BOOST_TEST(!result.has_value(), test::text_of(one.at("why")));
        const bool matches = expected != nullptr && expected->as_bool();
        BOOST_TEST((result.has_value() && *result) == matches, test::text_of(one.at("why")));
        ++checked;
    }
    BOOST_TEST(checked > 25);
}

BOOST_AUTO_TEST_CASE(refuses_texts_that_can_never_match)
{
    for (const std::string& bad : {
             std::string("pbkdf2_sha256$"),
             std::string("pbkdf2_sha256$1000$salt"),
             "pbkdf2_sha256$1000$" + some_digest,
             "pbkdf2_sha256$1000$salt$" + some_digest + "$",
             "pbkdf2_sha256$$salt$" + some_digest,
             "pbkdf2_sha256$x$salt$" + some_digest,
             "pbkdf2_sha256$-1$salt$" + some_digest,
             "pbkdf2_sha256$0$salt$" + some_digest,
             "pbkdf2_sha256$01000$salt$" + some_digest,
             "pbkdf2_sha256$+1000$salt$" + some_digest,
             "pbkdf2_sha256$1_000$salt$" + some_digest,
             "pbkdf2_sha256$1000$$" + some_digest,
             "pbkdf2_sha256$1000$sél$" + some_digest,
             "pbkdf2_sha256$1000$sa lt$" + some_digest,
             std::string("pbkdf2_sha256$1000$salt$"),
             "pbkdf2_sha256$1000$salt$" + std::string(43, 'A'),
             "pbkdf2_sha256$1000$salt$" + std::string(44, 'A'),
             "pbkdf2_sha256$1000$salt$" + std::string(42, 'A') + "==",
             "pbkdf2_sha256$1000$salt$" + std::string(39, 'A') + "=",
             "pbkdf2_sha256$1000$salt$-" + std::string(42, 'A') + "=",
             "pbkdf2_sha256$1000$salt$ " + some_digest,
         }) {
        BOOST_TEST((error_of(bad) == errc::malformed_hash), bad);
        const auto verified = verify_pbkdf2("x", bad);
        BOOST_TEST((!verified && verified.error() == errc::malformed_hash), bad);
    }
}

BOOST_AUTO_TEST_CASE(the_number_of_rounds_has_a_limit)
{
    const auto with_rounds = [](const char* rounds) {
        return "pbkdf2_sha256$" + std::string(rounds) + "$salt$" + some_digest;
    };
    BOOST_TEST(!error_of(with_rounds("9999999")).failed());
    BOOST_TEST(!error_of(with_rounds("10000000")).failed());
    for (const char* above : {"10000001", "4294967297", "99999999999999999999999999"}) {
        BOOST_TEST((error_of(with_rounds(above)) == errc::hash_cost_above_limit), above);
        // Refused, not computed: this returns at once.
        BOOST_TEST(!verify_pbkdf2("x", with_rounds(above)).has_value(), above);
    }
}

BOOST_AUTO_TEST_CASE(describes_itself_and_warns_of_few_rounds)
{
    const auto weak = describe_pbkdf2(test::make_cheap_hash("x", 1000));
    BOOST_REQUIRE(weak.has_value());
    BOOST_TEST((weak->scheme == hash_scheme::pbkdf2_sha256));
    BOOST_TEST(weak->label == "pbkdf2_sha256, 1000 rounds");
    BOOST_TEST(!weak->warning.empty());
    const auto below = describe_pbkdf2("pbkdf2_sha256$479999$salt$" + some_digest);
    BOOST_TEST(!below->warning.empty());
    const auto plugin = describe_pbkdf2("pbkdf2_sha256$480000$salt$" + some_digest);
    BOOST_TEST(plugin->label == "pbkdf2_sha256, 480000 rounds");
    BOOST_TEST(plugin->warning == "");
}

BOOST_AUTO_TEST_CASE(makes_hashes_as_the_plugin_makes_them)
{
    const std::string one = hash_pbkdf2("pässword");
    const std::string other = hash_pbkdf2("pässword");
    BOOST_TEST(one != other);
    BOOST_TEST(one.starts_with("pbkdf2_sha256$480000$"));
    BOOST_TEST(one.find('$', 21) == 21U + 32U);
    BOOST_TEST(verify_pbkdf2("pässword", one).value());
    BOOST_TEST(!verify_pbkdf2("passwort", one).value());
}

BOOST_AUTO_TEST_SUITE_END()
