#include "secrets/errc.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>

using namespace dsgw::secrets;

BOOST_AUTO_TEST_SUITE(errc_)

BOOST_AUTO_TEST_CASE(every_code_is_an_error_with_a_sentence_of_its_own)
{
    std::set<std::string> sentences;
    const int last = static_cast<int>(errc::export_failed);
    for (int code = 1; code <= last; ++code) {
        const boost::system::error_code error = static_cast<errc>(code);
        BOOST_TEST(error.failed());
        BOOST_TEST(error.message().size() > 15U);
        BOOST_TEST(error.message() != "unknown error");
        BOOST_TEST(error.category().name() == "dsgw.secrets");
        sentences.insert(error.message());
    }
    BOOST_TEST(sentences.size() == static_cast<std::size_t>(last));
    BOOST_TEST(secrets_category().message(last + 1) == "unknown error");
    BOOST_TEST(secrets_category().message(0) == "unknown error");
}

BOOST_AUTO_TEST_SUITE_END()
