#include "gateway/request/exchange.hpp"

#include "tests/unit/gateway/request/exchange_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using dsgw::test::make_thread_config;
using dsgw::test::request_text;
using dsgw::test::test_exchange;

BOOST_AUTO_TEST_SUITE(exchange_test)

BOOST_AUTO_TEST_CASE(without_its_views_it_has_nothing_of_the_clients_buffer)
{
    test_exchange one(
        make_thread_config(), request_text("POST /x?y=z HTTP/1.1", "Authorization: Basic eA==\r\n")
    );
    auto& ex = one.ex;
    ex.route = find_route(ex.request.target, "/");
    ex.origin.request_id = "abc";
    ex.is_public = true;
    BOOST_TEST_REQUIRE(!ex.request.fields.empty());
    ex.drop_views();
    BOOST_TEST(ex.request.fields.empty());
    BOOST_TEST(ex.request.method == "");
    BOOST_TEST(ex.request.target == "");
    BOOST_TEST(ex.request.host == "");
    BOOST_TEST(!ex.request.authorization.has_value());
    BOOST_TEST(ex.route.upstream_target == "");
    BOOST_TEST(ex.origin.address == "");
    BOOST_TEST(ex.origin.host == "");
    BOOST_TEST(ex.origin.request_id == "");
    // Values stay.
    BOOST_TEST(ex.is_public);
    BOOST_TEST((ex.request.verb == boost::beast::http::verb::post));
    BOOST_TEST((ex.route.kind == find_route("/x?y=z", "/").kind));
}

BOOST_AUTO_TEST_CASE(the_next_request_begins_as_new)
{
    test_exchange one(make_thread_config(), request_text("GET /x HTTP/1.0"));
    auto& ex = one.ex;
    ex.identity = nullptr;
    ex.is_public = ex.body_forwarded = ex.body_read = ex.is_head = ex.forwards_bearer = true;
    ex.renewed_session = ex.upstream_head = ex.downstream_head = ex.request_id = "used";
    ex.method = ex.target = ex.client = ex.client_network = ex.actor_id = "used";
    ex.error = errc::internal;
    ex.retry_after = std::chrono::seconds(1);
    ex.status = 200;
    ex.bytes = 7;
    ex.upstream_began = ex.began;
    const auto next = make_thread_config();
    const auto now = steady_clock::now();
    ex.reset(next, now);
    BOOST_TEST((ex.config == next));
    BOOST_TEST((ex.began == now));
    for (const auto* text :
         {&ex.renewed_session, &ex.upstream_head, &ex.downstream_head, &ex.request_id, &ex.method,
          &ex.target, &ex.client, &ex.client_network, &ex.actor_id})
        BOOST_TEST(*text == "");
    BOOST_TEST(
        !(ex.is_public || ex.body_forwarded || ex.body_read || ex.is_head || ex.forwards_bearer)
    );
    BOOST_TEST(!ex.error.has_value());
    BOOST_TEST(!ex.retry_after.has_value());
    BOOST_TEST(!ex.upstream_began.has_value());
    BOOST_TEST(ex.status == 0U);
    BOOST_TEST(ex.bytes == 0U);
    BOOST_TEST(ex.client_version == 11U);
}

BOOST_AUTO_TEST_SUITE_END()
