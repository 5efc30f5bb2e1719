#include "store/failure.hpp"

#include <boost/test/unit_test.hpp>

#include <stdexcept>
#include <string>

using namespace dsgw::secrets;

BOOST_AUTO_TEST_SUITE(failure_)

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
