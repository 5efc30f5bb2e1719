// A stored hash: any text. It is described or refused; nothing is ever computed, and an error never
// tells the hash.

#include "auth/password_hash.hpp"

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
    } else if (stored.size() > 20) {
        const auto message = read.error().message();
        require(message.find(stored) == std::string::npos, "an error does not tell the hash");
    }
    return 0;
}
