#include "gateway/command/publish/image_texts.hpp"

#include <boost/test/unit_test.hpp>

#include <utility>

BOOST_AUTO_TEST_SUITE(image_texts)

BOOST_AUTO_TEST_CASE(only_settings_that_are_known_to_be_harmless_enter_an_image)
{
    using path = std::vector<std::string>;
    const std::pair<path, std::string> allowed[] = {
        {{"datasette-gateway", "realm"}, "Prices & more"},
        {{"datasette-gateway", "public", "0"}, "/t/t.json"},
        {{"datasette-gateway", "secrets", "register", "3", "name"}, "OPENAI_API_KEY"},
        {{"datasette-auth-passwords", "actors", "ann", "id"}, "ann@example.org"},
        {{"datasette-secrets", "database"}, "secrets"},
        {{"datasette-cluster-map", "latitude_column"}, "lat"},
        {{"unknown", "token"}, ""},
    };
    for (const auto& [where, text] : allowed)
        BOOST_TEST(dsgw::may_enter_image(where, text), where.back() << ' ' << text);
    const std::pair<path, std::string> refused[] = {
        {{"datasette-gateway", "secrets", "keys", "k"}, "key"},
        {{"datasette-gateway", "session", "previous_secrets", "0"}, "old"},
        {{"datasette-gateway", "shared", "url"}, "postgresql:///x"},
        {{"datasette-gateway", "realm", "deeper"}, "x"},
        {{"datasette-gateway", "realm"}, "https://ann:s3cret@example.org/"},
        {{"datasette-auth-passwords", "actors", "ann", "api_token"}, "x"},
        {{"datasette-auth-passwords", "actors", "ann", "name"}, std::string(41, 'x')},
        {{"datasette-cluster-map", "latitude_column"}, "a=b"},
        {{"datasette-cluster-map", "tile_layer"}, "osm"},
        {{"datasette-cluster-map"}, "osm"},
        {{"unknown", "mode"}, "fast"},
    };
    for (const auto& [where, text] : refused)
        BOOST_TEST(!dsgw::may_enter_image(where, text), where.back() << ' ' << text);
}

BOOST_AUTO_TEST_CASE(credentials_are_found_in_any_text)
{
    for (const auto* text :
         {"postgresql://ann:s3cret@db/x", "see https://a:b@c.example/ there",
          "https://x.example/t?size=1&access_token=s3cret", "https://x.example/t?api_key=s",
          "-----BEGIN PRIVATE KEY-----\nMII", "-----BEGIN RSA PRIVATE KEY-----",
          "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln"})
        BOOST_TEST(dsgw::credentials_in(text) != "", text);
    for (const auto* text :
         {"", "ann:s3cret@db", "https://ann@example.org/", "https://example.org/@ann:x",
          "https://x.example/?token=", "https://x.example/?q=token", "what is ?token=x",
          "-----BEGIN CERTIFICATE-----", "eyJ", "eyJ x.eyJ", "ssh://git@example.org/"})
        BOOST_TEST(dsgw::credentials_in(text) == "", text);
}

BOOST_AUTO_TEST_SUITE_END()
