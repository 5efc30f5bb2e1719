#include "auth/session_id.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(session_id_test)

BOOST_AUTO_TEST_CASE(a_session_knows_the_account_that_opened_it)
{
    for (const std::string name : {"alice", "", "a.b", ".", "a:b", "ünï", "with space"}) {
        const auto id = make_session_id(name);
        const auto account = account_of_session(id);
        BOOST_TEST_REQUIRE(account.has_value(), name);
        BOOST_TEST(*account == name);
        BOOST_TEST(id != make_session_id(name));
    }
}

BOOST_AUTO_TEST_CASE(no_account_stands_behind_the_root_link)
{
    BOOST_TEST(!account_of_session(make_session_id()).has_value());
    BOOST_TEST(!account_of_session("").has_value());
    BOOST_TEST(make_session_id() != make_session_id());
}

BOOST_AUTO_TEST_SUITE_END()
