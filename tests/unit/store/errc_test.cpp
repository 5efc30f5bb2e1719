#include "store/errc.hpp"

#include "store/failure.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <stdexcept>
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

BOOST_AUTO_TEST_CASE(a_failure_names_what_it_is_about)
{
    BOOST_TEST(make_failure(errc::no_such_secret).message == "there is no such secret");
    const failure named = make_failure(errc::no_such_secret, "KEY");
    BOOST_TEST((named.code == errc::no_such_secret));
    BOOST_TEST(named.message == "KEY: there is no such secret");
    BOOST_TEST(
        make_failure(errc::no_such_version, "KEY", "7").message ==
        "KEY: the secret has no such version (7)"
    );
}

BOOST_AUTO_TEST_CASE(the_value_of_a_failure_is_an_exception_with_its_sentence)
{
    const result<int> none = make_failure(errc::no_such_secret, "KEY");
    BOOST_CHECK_EXCEPTION((void)none.value(), std::runtime_error, [](const std::exception& thrown) {
        return std::string(thrown.what()) == "KEY: there is no such secret";
    });
}

BOOST_AUTO_TEST_SUITE_END()
