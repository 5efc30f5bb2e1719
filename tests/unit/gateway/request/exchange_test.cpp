#include "gateway/request/exchange.hpp"

#include "tests/unit/gateway/request/site_fixture.hpp"
#include "tests/unit/support/parsed_request.hpp"

#include <boost/test/unit_test.hpp>

using namespace dsgw;
using dsgw::test::make_site;
using dsgw::test::request_text;
using dsgw::test::site_exchange;

BOOST_AUTO_TEST_SUITE(exchange_test)

BOOST_AUTO_TEST_CASE(without_its_views_it_has_nothing_of_the_clients_buffer)
{
    site_exchange one(
        make_site(), request_text("POST /x?y=z HTTP/1.1", "Authorization: Basic eA==\r\n")
    );
    auto& x = one.x;
    x.where = find_route(x.request.target, "/");
    x.origin.request_id = "abc";
    x.is_public = true;
    BOOST_TEST_REQUIRE(!x.request.fields.empty());
    x.drop_views();
    BOOST_TEST(x.request.fields.empty());
    BOOST_TEST(x.request.method == "");
    BOOST_TEST(x.request.target == "");
    BOOST_TEST(x.request.host == "");
    BOOST_TEST(!x.request.authorization.has_value());
    BOOST_TEST(x.where.upstream_target == "");
    BOOST_TEST(x.origin.address == "");
    BOOST_TEST(x.origin.host == "");
    BOOST_TEST(x.origin.request_id == "");
    // Values stay.
    BOOST_TEST(x.is_public);
    BOOST_TEST((x.request.verb == boost::beast::http::verb::post));
    BOOST_TEST((x.where.kind == find_route("/x?y=z", "/").kind));
}

BOOST_AUTO_TEST_CASE(the_next_request_begins_as_new)
{
    site_exchange one(make_site(), request_text("GET /x HTTP/1.0"));
    auto& x = one.x;
    x.who = nullptr;
    x.is_public = x.body_forwarded = x.body_read = x.is_head = x.forwards_bearer = true;
    x.renewed_session = x.upstream_head = x.downstream_head = x.request_id = "used";
    x.method = x.target = x.client = x.client_network = x.actor = "used";
    x.error = errc::internal;
    x.retry_after = std::chrono::seconds(1);
    x.status = 200;
    x.bytes = 7;
    x.upstream_began = x.began;
    const auto next = make_site();
    const auto now = steady_clock::now();
    x.reset(next, now);
    BOOST_TEST((x.at == next));
    BOOST_TEST((x.began == now));
    for (const auto* text :
         {&x.renewed_session, &x.upstream_head, &x.downstream_head, &x.request_id, &x.method,
          &x.target, &x.client, &x.client_network, &x.actor})
        BOOST_TEST(*text == "");
    BOOST_TEST(!(x.is_public || x.body_forwarded || x.body_read || x.is_head || x.forwards_bearer));
    BOOST_TEST(!x.error.has_value());
    BOOST_TEST(!x.retry_after.has_value());
    BOOST_TEST(!x.upstream_began.has_value());
    BOOST_TEST(x.status == 0U);
    BOOST_TEST(x.bytes == 0U);
    BOOST_TEST(x.client_version == 11U);
}

BOOST_AUTO_TEST_SUITE_END()
