#include "auth/errc.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(errc_)

BOOST_AUTO_TEST_CASE(every_code_is_an_error_with_a_sentence_of_its_own)
{
    std::set<std::string> sentences;
    for (const errc code :
         {errc::malformed_hash, errc::unknown_hash_scheme, errc::weak_hash_scheme,
          errc::hash_cost_above_limit, errc::hash_unavailable, errc::malformed_credentials}) {
        const boost::system::error_code error = code;
        BOOST_TEST(error.failed());
        BOOST_TEST(error.message().size() > 20U);
        BOOST_TEST(error.category().name() == "dsgw.auth");
        sentences.insert(error.message());
    }
    BOOST_TEST(sentences.size() == 6U);
    BOOST_TEST(auth_category().message(999) == "unknown error");
}

BOOST_AUTO_TEST_SUITE_END()
