// A stored hash: any text. It is described or refused; nothing is ever computed, and an error never
// tells the hash.

#include "auth/password_hash.hpp"

#include "auth/errc.hpp"
#include "tests/fuzz/require.hpp"

using namespace dsgw;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    const auto stored = fuzz::as_text(data, size);
    const auto read = auth::describe_password_hash(stored);
    if (read) {
        require(!read->label.empty(), "a readable hash has a label");
        require(read->label.find(stored) == std::string::npos, "a label does not tell the hash");
    } else {
        // Its messages are constants, so an error cannot tell the hash.
        require(read.error().category() == auth::auth_category(), "an error of our own");
    }
    return 0;
}
