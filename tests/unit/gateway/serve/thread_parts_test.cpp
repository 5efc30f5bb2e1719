#include "gateway/serve/thread_parts.hpp"

#include "tests/unit/gateway/pages/page_fixture.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;

namespace {

struct parts_fixture
{
    test::page_fixture pages;
    connection_counts connections;
    worker_services services{{},          {pages.hashes, pages.guesses},
                             pages.ended, connections,
                             pages.audit, nullptr,
                             nullptr,     nullptr,
                             nullptr,     nullptr,
                             {}};
    thread_counts counts;
    thread_parts parts{services, counts};
};

}  // namespace

BOOST_FIXTURE_TEST_SUITE(thread_parts_test, parts_fixture)

BOOST_AUTO_TEST_CASE(a_reused_exchange_is_empty)
{
    auto ex = parts.take_exchange();
    const auto* first = ex.get();
    ex->config = pages.at;
    ex->upstream_head = "Authorization: Bearer secret";
    parts.give_back(std::move(ex));
    const auto again = parts.take_exchange();
    BOOST_TEST(again.get() == first);
    BOOST_TEST(!again->config);
    BOOST_TEST(!again->identity);
    BOOST_TEST(again->upstream_head.find("secret") == std::string::npos);
    BOOST_TEST(parts.take_exchange().get() != first);
}

BOOST_AUTO_TEST_CASE(a_thread_without_sessions_is_drained_at_once)
{
    BOOST_TEST(!parts.is_draining());
    unsigned done = 0;
    parts.drain([&done] { ++done; });
    BOOST_TEST(done == 1U);
    BOOST_TEST(parts.is_draining());
}

BOOST_AUTO_TEST_CASE(requests_use_the_configuration_that_was_applied_last)
{
    BOOST_TEST(!parts.current_config());
    parts.apply(pages.at);
    BOOST_TEST((parts.current_config() == pages.at));
}

BOOST_AUTO_TEST_SUITE_END()
