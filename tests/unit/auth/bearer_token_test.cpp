#include "auth/bearer_token.hpp"

#include "auth/limits.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(bearer_token_test)

namespace {

std::string parsed(const std::string& authorization)
{
    const auto token = parse_bearer_token(authorization);
    return token ? "<" + std::string(*token) + ">" : "none";
}

}  // namespace

BOOST_AUTO_TEST_CASE(reads_the_token_behind_the_scheme)
{
    BOOST_TEST(parsed("Bearer x") == "<x>");
    BOOST_TEST(parsed("Bearer dstok_eyJ.a-b_c=~+/") == "<dstok_eyJ.a-b_c=~+/>");
    BOOST_TEST(parsed("Bearer !\"#'{}") == "<!\"#'{}>");
    const std::string longest(limits::bearer_token_bytes_max, 't');
    BOOST_TEST(parsed("Bearer " + longest) == "<" + longest + ">");
}

BOOST_AUTO_TEST_CASE(refuses_what_datasette_would_not_read_as_that_token)
{
    for (const std::string value :
         {"", "Bearer", "Bearer ", "Bearer  x", "Bearer x y", "Bearer x\ty", "Bearer\tx",
          "bearer x", "BEARER x", "Bearerx", "Bearer x\x7f", "Bearer \xc3\xa9", "Bearer: x",
          "Basic x", "Token x", " Bearer x"})
        BOOST_TEST(parsed(value) == "none", value);
    BOOST_TEST(parsed("Bearer " + std::string(limits::bearer_token_bytes_max + 1, 't')) == "none");
}

BOOST_AUTO_TEST_CASE(knows_the_gateways_own_tokens_in_every_spelling)
{
    for (const std::string value :
         {"Bearer dsgw_", "Bearer dsgw_x", "Bearer   dsgw_x", "bearer dsgw_x", "BEARER\tdsgw_x",
          "Bearer dsgw_x y", "Bearerdsgw_x"})
        BOOST_TEST(is_gateway_token(value), value);
    for (const std::string value :
         {"", "Bearer", "Bearer x", "Bearer dstok_x", "Bearer DSGW_x", "Bearer xdsgw_", "dsgw_x",
          "Basic dsgw_x"})
        BOOST_TEST(!is_gateway_token(value), value);
}

BOOST_AUTO_TEST_SUITE_END()
