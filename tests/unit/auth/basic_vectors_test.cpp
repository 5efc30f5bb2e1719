// Every recorded Authorization value of the real plugin, answered by authenticator, password_hash
// and actor together as a request would be.

#include "auth/authenticator.hpp"
#include "auth/password_hash.hpp"
#include "tests/unit/support/vectors.hpp"

#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <set>

using namespace dsgw::auth;

BOOST_AUTO_TEST_SUITE(basic_vectors)

namespace {

constexpr std::string_view key_end = "_password_hash";

// Each of them alone is an error at the gateway's start.
const std::set<std::string> faulty{"bad1", "bad2", "bad3", "bad4", "num", "null", "noenv"};

std::string resolve(const boost::json::value& stored, const boost::json::value& environment)
{
    if (stored.is_string()) return test::text_of(stored);
    return test::text_of(environment.at(stored.at("$env").as_string()));
}

std::vector<account> read_accounts(const boost::json::value& vectors)
{
    std::vector<account> accounts;
    const boost::json::object& config = vectors.at("plugin_config").as_object();
    const boost::json::object& actors = config.at("actors").as_object();
    for (const auto& [key, stored] : config) {
        const std::string name(
            key.substr(0, key.find(boost::json::string_view(key_end.data(), key_end.size())))
        );
        if (name.size() == key.size() || faulty.contains(name)) continue;
        boost::json::object who{{"id", name}};
        const boost::json::value* given = actors.if_contains(name);
        if (given != nullptr && !given->as_object().empty()) who = given->as_object();
        accounts.push_back(
            {name, resolve(stored, vectors.at("env")),
             std::make_shared<const actor>(std::move(who))}
        );
    }
    return accounts;
}

// The plugin's status and actor: null for 401.
struct expectation
{
    int status;
    const boost::json::value* who;
};

expectation expected_of(const boost::json::value& recorded)
{
    const boost::json::value* suggested =
        recorded.as_object().if_contains("suggested_gateway_status");
    const boost::json::value& plugin = recorded.at("plugin");
    const auto status = (suggested != nullptr ? *suggested : plugin.at("status")).as_int64();
    return {static_cast<int>(status), plugin.as_object().if_contains("actor")};
}

identity answer(authenticator& gate, std::optional<std::string_view> authorization)
{
    auto first = gate.authenticate({authorization, std::nullopt, "c"}, {}, {});
    if (const identity* who = std::get_if<identity>(&first)) return *who;
    auto* check = std::get_if<pending_check>(&first);
    if (check == nullptr) return nullptr;
    const auto matched = verify_password(check->job.password.view(), check->job.stored_hash);
    const auto outcome =
        matched.has_value() && *matched ? kdf_outcome::match : kdf_outcome::mismatch;
    auto settled = gate.settle(check->job.digest, check->known, outcome, {});
    const identity* who = std::get_if<identity>(&settled);
    return who != nullptr ? *who : nullptr;
}

}  // namespace

BOOST_AUTO_TEST_CASE(answers_every_recorded_header_as_the_plugin_or_as_suggested)
{
    const auto vectors = test::load_vectors("basic-auth.json");
    authenticator_settings settings;
    settings.auth_required = true;
    authenticator gate(
        std::make_shared<const account_book>(read_accounts(vectors)),
        std::make_shared<const cookie_signer>("s"), {}, settings
    );
    int passed = 0;
    int replayed = 0;
    for (const auto& one : vectors.at("cases").as_array()) {
        const auto& lines = one.at("authorization_lines").as_array();
        if (lines.size() > 1) continue;  // refused as a malformed request before anybody asks us
        const std::string why = test::text_of(one.at("why"));
        const expectation expected = expected_of(one);
        std::optional<std::string> sent;
        if (!lines.empty()) sent = test::latin1_of(lines.front());
        // Twice: hashed, then remembered.
        for (int again = 0; again < 2; ++again) {
            const identity who = answer(gate, sent);
            BOOST_TEST((who != nullptr ? 200 : 401) == expected.status, why);
            if (who && expected.who)
                BOOST_TEST((who->actor().json() == expected.who->as_object()), why);
        }
        passed += expected.status == 200 ? 1 : 0;
        ++replayed;
    }
    BOOST_TEST(replayed == 78);
    BOOST_TEST(passed > 20);
}

BOOST_AUTO_TEST_CASE(reports_invalid_hashes_at_start)
{
    const auto vectors = test::load_vectors("basic-auth.json");
    for (const char* name : {"bad1", "bad2", "bad3", "bad4"}) {
        const auto& stored =
            vectors.at("plugin_config").at(std::string(name) + std::string(key_end));
        BOOST_TEST(!describe_password_hash(test::text_of(stored)).has_value(), name);
    }
    for (const account& one : read_accounts(vectors))
        BOOST_TEST(describe_password_hash(one.stored_hash).has_value(), one.name);
}

BOOST_AUTO_TEST_SUITE_END()
