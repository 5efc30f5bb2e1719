#include "base/sensitive_name.hpp"

#include <boost/test/unit_test.hpp>

BOOST_AUTO_TEST_SUITE(sensitive_name)

BOOST_AUTO_TEST_CASE(a_setting_that_is_called_a_secret_is_one)
{
    for (const auto* name :
         {"secret", "client_secret", "CLIENT-SECRET", "api_key", "apikey", "token", "github-token",
          "password", "x_password_hash", "private_key", "aws_secret_access_key", "encryption-key",
          "clientSecret", "apiKey", "OAuthToken", "passphrase"}) {
        BOOST_TEST(dsgw::is_sensitive_name(name), name);
        BOOST_TEST(dsgw::may_be_sensitive_name(name), name);
    }
    for (const auto* name :
         {"", "client_id", "secrets", "token_url", "key", "primary_key", "tokenizer", "passwords",
          "notsecret", "tokenUrl", "primaryKey"})
        BOOST_TEST(!dsgw::is_sensitive_name(name), name);
}

BOOST_AUTO_TEST_CASE(a_hint_is_enough_for_a_parameter)
{
    for (const auto* name :
         {"KEY", "primary_key", "oauth_state", "X-Amz-Signature", "hash", "tokens", "my_passphrase",
          "%74oken", "a%20b"})
        BOOST_TEST(dsgw::may_be_sensitive_name(name), name);
    for (const auto* name : {"", "sql", "name", "_next", "client_id"})
        BOOST_TEST(!dsgw::may_be_sensitive_name(name), name);
}

BOOST_AUTO_TEST_SUITE_END()
