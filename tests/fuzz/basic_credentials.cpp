// The value of an Authorization line: any bytes. Accepted credentials read the same again when they
// are written as in RFC 7617.

#include "auth/basic_credentials.hpp"

#include "base/base64.hpp"
#include "tests/fuzz/require.hpp"

#include <string>

using namespace dsgw;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto text = fuzz::as_text(data, size);
    const auto read = auth::parse_basic_credentials(text);
    if (!read) return 0;
    require(auth::is_basic(text), "credentials are Basic");
    require(read->user.find(':') == std::string::npos, "a user has no colon");

    const std::string pair = read->user + ":" + std::string(read->password.view());
    const auto again = auth::parse_basic_credentials(
        "Basic " + base64_encode(pair, base64_alphabet::standard, base64_padding::required)
    );
    require(again.has_value(), "what we write we can read");
    require(again->user == read->user, "the user is kept");
    require(again->password.view() == read->password.view(), "the password is kept");
    return 0;
}
