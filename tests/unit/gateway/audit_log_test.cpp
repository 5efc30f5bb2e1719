#include "gateway/audit_log.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(audit_log_test)

BOOST_AUTO_TEST_CASE(says_what_happened_from_where_and_to_whom)
{
    BOOST_TEST(
        audit_line({audit_event::log_in_failed, "192.0.2.7", "amy"}) ==
        R"({"event":"log_in_failed","client":"192.0.2.7","account":"amy"})"
    );
    BOOST_TEST(audit_line({audit_event::reloaded, "", ""}) == R"({"event":"reloaded"})");
}

BOOST_AUTO_TEST_CASE(an_account_can_neither_end_the_line_nor_pass_for_another_field)
{
    const auto line =
        audit_line({audit_event::log_in_failed, "192.0.2.7", "x\",\"client\":\"198.51.100.1\n\x01"}
        );
    BOOST_TEST(
        line == R"({"event":"log_in_failed","client":"192.0.2.7",)"
                R"("account":"x\",\"client\":\"198.51.100.1\n\u0001"})"
    );
}

BOOST_AUTO_TEST_CASE(odd_names_are_cut_off_and_escaped)
{
    const std::string endless(5000, 'a');
    BOOST_TEST(audit_line({audit_event::throttled, "::1", endless}).size() < 200u);
    BOOST_TEST(
        audit_line({audit_event::throttled, "::1", "\xff"}) ==
        R"({"event":"throttled","client":"::1","account":"\\xff"})"
    );
}

BOOST_AUTO_TEST_SUITE_END()
