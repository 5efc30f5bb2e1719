#include "gateway/request/own_permission.hpp"

#include <boost/json/parse.hpp>
#include <boost/test/unit_test.hpp>

using namespace dsgw;

BOOST_AUTO_TEST_SUITE(own_permission_test)

namespace {

bool may(
    std::string_view actor, std::string_view metadata, std::string_view configuration = "{}",
    bool root_enabled = false
)
{
    config from;
    from.metadata = boost::json::parse(metadata).as_object();
    from.datasette_config = boost::json::parse(configuration).as_object();
    const auth::actor who(boost::json::parse(actor).as_object());
    return own_permission(from, manage_secrets_permission, root_enabled).allows(who);
}

constexpr std::string_view alice = R"({"id":"alice"})";
constexpr std::string_view root = R"({"id":"root"})";
constexpr std::string_view for_alice = R"({"permissions":{"manage-secrets":{"id":"alice"}}})";

}  // namespace

BOOST_AUTO_TEST_CASE(without_a_block_no_actor_is_allowed)
{
    for (const auto* nothing :
         {"{}", R"({"permissions":{}})", R"({"permissions":null})", R"({"permissions":[]})",
          R"({"permissions":{"manage-secrets":null}})",
          R"({"permissions":{"manage-secrets":false}})",
          R"({"permissions":{"manage-secrets":{}}})"}) {
        BOOST_TEST(!may(alice, nothing), nothing);
        BOOST_TEST(!may(root, nothing), nothing);
    }
}

BOOST_AUTO_TEST_CASE(the_block_decides)
{
    BOOST_TEST(may(alice, for_alice));
    BOOST_TEST(!may(R"({"id":"bob"})", for_alice));
    BOOST_TEST(may(R"({"id":"bob"})", R"({"permissions":{"manage-secrets":true}})"));
    BOOST_TEST(may(alice, "{}", for_alice));
}

BOOST_AUTO_TEST_CASE(the_configuration_comes_before_the_metadata)
{
    const auto* for_bob = R"({"permissions":{"manage-secrets":{"id":"bob"}}})";
    BOOST_TEST(!may(alice, for_alice, for_bob));
    BOOST_TEST(may(R"({"id":"bob"})", for_alice, for_bob));
    BOOST_TEST(!may(alice, for_alice, R"({"permissions":{"manage-secrets":null}})"));
}

BOOST_AUTO_TEST_CASE(root_may_with_its_link_only)
{
    BOOST_TEST(may(root, "{}", "{}", true));
    BOOST_TEST(!may(root, "{}", "{}", false));
    BOOST_TEST(!may(R"({"name":"root"})", "{}", "{}", true));
}

BOOST_AUTO_TEST_CASE(each_permission_has_a_block_of_its_own)
{
    config from;
    from.metadata = boost::json::parse(for_alice).as_object();
    const auth::actor who(boost::json::parse(alice).as_object());
    BOOST_TEST(own_permission(from, manage_secrets_permission, false).allows(who));
    BOOST_TEST(!own_permission(from, gateway_status_permission, false).allows(who));
    from.metadata =
        boost::json::parse(R"({"permissions":{"gateway-status":{"id":"*"}}})").as_object();
    BOOST_TEST(!own_permission(from, manage_secrets_permission, false).allows(who));
    BOOST_TEST(own_permission(from, gateway_status_permission, false).allows(who));
}

BOOST_AUTO_TEST_SUITE_END()
