#include "gateway/request/thread_config.hpp"

#include "tests/unit/gateway/request/exchange_fixture.hpp"

#include <boost/json/object.hpp>
#include <boost/test/unit_test.hpp>

#include <memory>
#include <string>

using namespace dsgw;
using dsgw::test::make_thread_config;

BOOST_AUTO_TEST_SUITE(thread_config_test)

BOOST_AUTO_TEST_CASE(has_a_token_pair_that_asgi_csrf_accepts)
{
    const auto at = make_thread_config();
    BOOST_TEST(at->csrf.cookie == "ds_csrftoken=" + at->csrf.token);
    BOOST_TEST(at->signer->unsign(at->csrf.token, "csrftoken").has_value());
    BOOST_TEST(!at->signer->unsign(at->csrf.token, "actor").has_value());
    BOOST_TEST(make_thread_config()->csrf.token != at->csrf.token);
}

BOOST_AUTO_TEST_CASE(reads_its_permissions_from_the_configuration)
{
    const auto at = make_thread_config(
        R"({"permissions": {"manage-secrets": {"id": "amy"}, "gateway-status": {"id": "bob"}}})"
    );
    const auth::actor amy(boost::json::object{{"id", "amy"}}),
        bob(boost::json::object{{"id", "bob"}});
    BOOST_TEST(at->manage_secrets.allows(amy));
    BOOST_TEST(!at->manage_secrets.allows(bob));
    BOOST_TEST(!at->see_status.allows(amy));
    BOOST_TEST(at->see_status.allows(bob));
    BOOST_TEST(!make_thread_config()->manage_secrets.allows(amy));
}

BOOST_AUTO_TEST_CASE(root_manages_secrets_only_if_it_is_enabled)
{
    const auth::actor root(boost::json::object{{"id", "root"}});
    const auto first = make_thread_config();
    process_keys keys{};
    keys.signer = first->signer;
    keys.forms = first->forms;
    keys.sessions = first->sessions;
    BOOST_TEST(!thread_config(first->snapshot, keys, "").manage_secrets.allows(root));
    keys.root_enabled = true;
    BOOST_TEST(thread_config(first->snapshot, keys, "").manage_secrets.allows(root));
}

BOOST_AUTO_TEST_CASE(keeps_what_it_is_given)
{
    BOOST_TEST(make_thread_config("{}", "/", "max-age=60")->hsts == "max-age=60");
    BOOST_TEST(make_thread_config("{}", "/p/")->snapshot->base_url == "/p/");
    BOOST_TEST(
        make_thread_config(R"({"plugins": {"datasette-gateway": {"realm": "House"}}})")
            ->settings()
            .realm == "House"
    );
}

BOOST_AUTO_TEST_SUITE_END()
