#include "store/failure.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <stdexcept>
#include <string>

using namespace dsgw::store;

BOOST_AUTO_TEST_SUITE(failure_)

BOOST_AUTO_TEST_CASE(every_code_has_its_own_message)
{
    std::set<std::string> messages;
    const int last = static_cast<int>(errc::file_failed);
    for (int code = 1; code <= last; ++code) {
        const boost::system::error_code error = static_cast<errc>(code);
        BOOST_TEST(error.failed());
        BOOST_TEST(error.message().size() > 15U);
        BOOST_TEST(error.category().name() == "dsgw.store");
        messages.insert(error.message());
    }
    BOOST_TEST(messages.size() == static_cast<std::size_t>(last));
    BOOST_TEST(messages.count("unknown error") == 0U);
    BOOST_TEST(store_category().message(last + 1) == "unknown error");
    BOOST_TEST(store_category().message(0) == "unknown error");
}

BOOST_AUTO_TEST_CASE(a_failure_names_its_subject)
{
    const std::string text = "cannot read or create the file";
    BOOST_TEST(make_failure(errc::file_failed).message == text);
    const failure named = make_failure(errc::file_failed, "KEY");
    BOOST_TEST((named.code == errc::file_failed));
    BOOST_TEST(named.message == "KEY: " + text);
    BOOST_TEST(make_failure(errc::file_failed, "KEY", "7").message == "KEY: " + text + " (7)");
}

BOOST_AUTO_TEST_CASE(the_value_of_a_failure_is_an_exception_with_its_message)
{
    const result<int> none = make_failure(errc::file_failed, "KEY");
    BOOST_CHECK_EXCEPTION((void)none.value(), std::runtime_error, [](const std::exception& thrown) {
        return std::string(thrown.what()) == "KEY: cannot read or create the file";
    });
}

BOOST_AUTO_TEST_SUITE_END()
